package isa

// elements is the fields that are places in the vector buffer, or distances
// between them.
var elements = map[Op][]string{
	LOAD:   {"d"},
	MATMUL: {"d", "d_stride", "p"},
	MAP:    {"a", "a_s0", "a_s1", "b", "b_s0", "b_s1", "d", "d_s0", "d_s1"},
	QUANT:  {"a", "a_s0", "a_s1", "b", "b_s0", "b_s1"},
	ARGMAX: {"a"},
	TOPK:   {"a"},
}

// Elements is the fields of an operation that are places in the vector buffer, or
// distances between them: words and lanes, docs/npu.md says how.
func Elements(op Op) []string { return elements[op] }
