package isa

// Field is a part of an instruction.
type Field struct {
	Name string
	Word int // 0 to 15
	Lo   int // lowest bit in the word
	Bits int
	Doc  string
}

// Mode bits of MAP and QUANT are enumerations of these values.
const (
	PreNone = 0 // a
	PreSub  = 1 // a - SB[s]
	PreMul  = 2 // a * SB[s]

	FnNone = 0
	FnExp  = 1
	FnSilu = 2

	BinNone = 0
	BinMul  = 1 // * b
	BinAdd  = 2 // + b

	RedNone = 0
	RedSum  = 1
	RedMax  = 2

	FinNone  = 0
	FinRsqrt = 1
	FinRecip = 2
)

// Header is the fields that all instructions have.
var header = []Field{
	{"op", 0, 0, 6, "operation"},
	{"wait", 0, 8, 12, "tokens: starts when each of these counters is above 0, and takes 1 from each"},
	{"signal", 0, 20, 12, "tokens: adds 1 to each of these counters when it is complete"},
}

var fields = map[Op][]Field{
	NOP: {},
	END: {},
	STREAM: {
		{"line", 3, 0, 32, "address in memory, in lines of 64 bytes; a multiple of the lines of a beat"},
		{"rows", 4, 0, 32, "rows of Cols bytes; 0 is nothing"},
	},
	LOAD: {
		{"line", 3, 0, 32, "address in memory, in lines of 64 bytes; a multiple of the lines of a beat"},
		{"d", 4, 0, 32, "first element in the vector buffer, a multiple of Lanes"},
		{"words", 5, 0, 32, "words of Lanes elements (fp32); 0 is nothing"},
	},
	MATMUL: {
		{"a", 3, 0, 16, "first row of the activation buffer"},
		{"a_stride", 3, 16, 16, "rows from one vector to the next"},
		{"m", 4, 0, 16, "vectors, 1 to AccDepth"},
		{"kt", 4, 16, 16, "tiles along the reduction; 0: the result is all zeros and no weights are taken"},
		{"nt", 5, 0, 16, "tiles along the outputs; 0 is nothing"},
		{"last_rows", 5, 16, 8, "rows of the last tile along the reduction, 1 to Rows"},
		{"plain", 5, 24, 1, "the tiles have no scales (they are 1)"},
		{"d", 6, 0, 32, "first element of the result, a multiple of Lanes"},
		{"d_stride", 7, 0, 32, "elements from one vector's result to the next, a multiple of Lanes"},
		{"peak", 5, 25, 1, "results end after len elements, and the maximum of each goes to p"},
		{"p", 8, 0, 32, "with peak: element of the first vector's maximum, a multiple of Lanes; d_stride from one to the next"},
		{"len", 9, 0, 16, "with peak: elements of the first vector's result, which end in its last tile"},
		{"each", 9, 16, 16, "with peak: vectors that have as many; the next ones have one more, and so on. 0: all have as many"},
	},
	MAP: {
		{"a", 3, 0, 32, "first element of operand a"},
		{"a_s0", 4, 0, 16, "elements from one i0 to the next"},
		{"a_s1", 4, 16, 16, "elements from one i1 to the next"},
		{"b", 5, 0, 32, "first element of operand b"},
		{"b_s0", 6, 0, 16, "as a_s0"},
		{"b_s1", 6, 16, 16, "as a_s1"},
		{"d", 7, 0, 32, "first element of the destination"},
		{"d_s0", 8, 0, 16, "as a_s0"},
		{"d_s1", 8, 16, 16, "as a_s1"},
		{"n0", 9, 0, 16, "outer count, at least 1"},
		{"n1", 9, 16, 16, "inner count, at least 1"},
		{"len", 10, 0, 32, "elements of a row at i0 = 0, at least 1"},
		{"inc", 11, 0, 16, "elements by which rows grow with each i0"},
		{"s", 12, 0, 16, "first scalar read: row i0*n1+i1 has SB[s + i0*n1 + i1]"},
		{"t", 12, 16, 16, "first scalar written by the reduction, as s"},
		{"pre", 13, 0, 2, "0 a, 1 a - scalar, 2 a * scalar"},
		{"fn", 13, 2, 2, "0 none, 1 exp, 2 silu"},
		{"bin", 13, 4, 2, "0 none, 1 * b, 2 + b"},
		{"red", 13, 6, 2, "0 none, 1 sum, 2 maximum of each row"},
		{"fin", 13, 8, 2, "of the reduction r: 0 r*c1 + c2, 1 rsqrt(r*c1 + c2), 2 recip(r*c1 + c2)"},
		{"swap", 13, 10, 1, "neighbouring elements of a change places (2i and 2i+1)"},
		{"keep", 13, 11, 1, "write the elements to d"},
		{"one", 13, 12, 1, "all rows read SB[s]"},
		{"sync", 13, 13, 1, "starts when all earlier vector operations are complete"},
		{"c1", 14, 0, 32, "fp32"},
		{"c2", 15, 0, 32, "fp32"},
	},
	QUANT: {
		{"a", 3, 0, 32, "first element of operand a"},
		{"a_s0", 4, 0, 16, "elements from one i0 to the next"},
		{"a_s1", 4, 16, 16, "elements from one i1 to the next"},
		{"b", 5, 0, 32, "first element of operand b"},
		{"b_s0", 6, 0, 16, "as a_s0"},
		{"b_s1", 6, 16, 16, "as a_s1"},
		{"d", 7, 0, 32, "first row of the activation buffer"},
		{"d_s0", 8, 0, 16, "rows from one i0 to the next"},
		{"d_s1", 8, 16, 16, "rows from one i1 to the next"},
		{"n0", 9, 0, 16, "outer count, at least 1"},
		{"n1", 9, 16, 16, "inner count, at least 1"},
		{"len", 10, 0, 32, "elements of a row at i0 = 0, at least 1"},
		{"inc", 11, 0, 16, "elements by which rows grow with each i0"},
		{"s", 12, 0, 16, "first scalar, as in MAP"},
		{"bin", 13, 4, 2, "0 none, 1 * b"},
		{"scaled", 13, 14, 1, "the scales are multiplied by the row's scalar"},
		{"one", 13, 12, 1, "all rows read SB[s]"},
		{"sync", 13, 13, 1, "starts when all earlier vector operations are complete"},
		{"c1", 14, 0, 32, "fp32: factor of the scales"},
	},
	ARGMAX: {
		{"a", 3, 0, 32, "first element, a multiple of Lanes"},
		{"len", 10, 0, 32, "elements, at least 1"},
		{"sync", 13, 13, 1, "starts when all earlier vector operations are complete"},
	},
	TOPK: {
		{"a", 3, 0, 32, "first element, a multiple of Lanes"},
		{"d", 7, 0, 32, "first row of the activation buffer"},
		{"len", 10, 0, 32, "elements, at least 1"},
		{"k", 11, 16, 8, "rows of the result, 1 to TopK"},
		{"sync", 13, 13, 1, "starts when all earlier vector operations are complete, which it always does"},
	},
	STORE: {
		{"a", 3, 0, 16, "first row of the activation buffer"},
		{"a_s0", 4, 0, 16, "rows from one i0 to the next"},
		{"a_s1", 4, 16, 16, "rows from one i1 to the next"},
		{"line", 5, 0, 32, "address in memory, in lines of 64 bytes"},
		{"off", 6, 0, 32, "bytes beyond it"},
		{"s0", 7, 0, 32, "bytes from one i0 to the next"},
		{"s1", 8, 0, 32, "bytes from one i1 to the next"},
		{"se", 9, 0, 32, "bytes from one element to the next"},
		{"n0", 10, 0, 16, "outer count, at least 1"},
		{"n1", 10, 16, 16, "inner count, at least 1"},
		{"len", 11, 0, 8, "elements of a row of the activation buffer, 1 to Rows (0 is 256)"},
		{"transpose", 11, 8, 1, "order of the bytes: 0 for i0, i1, e; 1 for i1, e, i0"},
		{"scale", 11, 9, 1, "4 bytes a row, the scale, instead of its elements; se is not used"},
	},
}

// Fields is the fields of an operation beyond the header.
func Fields(op Op) []Field { return fields[op] }

// Header is the fields of every instruction.
func Header() []Field { return header }
