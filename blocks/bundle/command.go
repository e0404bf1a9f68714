package bundle

import "npugen/hdl"

// Stream is what the weight streamer takes.
type Stream struct {
	Line hdl.UInt `isa:"line"`
	Rows hdl.UInt `isa:"rows"`
}

// Load is what the loader takes.
type Load struct {
	Line  hdl.UInt `isa:"line"`
	D     hdl.UInt `isa:"d"`
	Words hdl.UInt `isa:"words"`
}

// Matmul is what the matrix unit takes.
type Matmul struct {
	A        hdl.UInt `isa:"a"`
	AStride  hdl.UInt `isa:"a_stride"`
	M        hdl.UInt `isa:"m"`
	KT       hdl.UInt `isa:"kt"`
	NT       hdl.UInt `isa:"nt"`
	LastRows hdl.UInt `isa:"last_rows"`
	Plain    hdl.UInt `isa:"plain"`
	D        hdl.UInt `isa:"d"`
	DStride  hdl.UInt `isa:"d_stride"`
	Peak     hdl.UInt `isa:"peak"`
	P        hdl.UInt `isa:"p"`
	Len      hdl.UInt `isa:"len"`
	Each     hdl.UInt `isa:"each"`
}

// Vector is what the vector unit takes: a MAP, a QUANT, an ARGMAX or a TOPK. The fields
// that they share have the same place in all of them.
type Vector struct {
	Op     hdl.UInt `isa:"op"`
	A      hdl.UInt `isa:"a"`
	AS0    hdl.UInt `isa:"a_s0" hdl:"a_s0"`
	AS1    hdl.UInt `isa:"a_s1" hdl:"a_s1"`
	B      hdl.UInt `isa:"b"`
	BS0    hdl.UInt `isa:"b_s0" hdl:"b_s0"`
	BS1    hdl.UInt `isa:"b_s1" hdl:"b_s1"`
	D      hdl.UInt `isa:"d"`
	DS0    hdl.UInt `isa:"d_s0" hdl:"d_s0"`
	DS1    hdl.UInt `isa:"d_s1" hdl:"d_s1"`
	N0     hdl.UInt `isa:"n0"`
	N1     hdl.UInt `isa:"n1"`
	Len    hdl.UInt `isa:"len"`
	Inc    hdl.UInt `isa:"inc"`
	K      hdl.UInt `isa:"k"`
	S      hdl.UInt `isa:"s"`
	T      hdl.UInt `isa:"t"`
	Pre    hdl.UInt `isa:"pre"`
	Fn     hdl.UInt `isa:"fn"`
	Bin    hdl.UInt `isa:"bin"`
	Red    hdl.UInt `isa:"red"`
	Fin    hdl.UInt `isa:"fin"`
	Swap   hdl.UInt `isa:"swap"`
	Keep   hdl.UInt `isa:"keep"`
	One    hdl.UInt `isa:"one"`
	Scaled hdl.UInt `isa:"scaled"`
	Sync   hdl.UInt `isa:"sync"`
	C1     hdl.UInt `isa:"c1"`
	C2     hdl.UInt `isa:"c2"`
}

// Store is what the store unit takes.
type Store struct {
	A         hdl.UInt `isa:"a"`
	AS0       hdl.UInt `isa:"a_s0" hdl:"a_s0"`
	AS1       hdl.UInt `isa:"a_s1" hdl:"a_s1"`
	Line      hdl.UInt `isa:"line"`
	Off       hdl.UInt `isa:"off"`
	S0        hdl.UInt `isa:"s0"`
	S1        hdl.UInt `isa:"s1"`
	SE        hdl.UInt `isa:"se"`
	N0        hdl.UInt `isa:"n0"`
	N1        hdl.UInt `isa:"n1"`
	Len       hdl.UInt `isa:"len"`
	Transpose hdl.UInt `isa:"transpose"`
	Scale     hdl.UInt `isa:"scale"`
}
