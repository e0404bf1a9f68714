package axi

import "npugen/hdl"

// The responses.
const (
	okay   = 0
	slvErr = 2
	decErr = 3
)

// Address is a beat of AR or AW.
type Address struct {
	ID    hdl.UInt
	Addr  hdl.UInt
	Len   hdl.UInt // beats less 1, 8 bits
	Size  hdl.UInt // log2 of the bytes of a beat, 3 bits
	Burst hdl.UInt // 2 bits
}

// WriteBeat is a beat of W.
type WriteBeat struct {
	Data hdl.UInt
	Strb hdl.UInt
	Last hdl.Bool
}

// ReadBeat is a beat of R.
type ReadBeat struct {
	ID   hdl.UInt
	Data hdl.UInt
	Resp hdl.UInt // 2 bits
	Last hdl.Bool
}

// Answer is a beat of B.
type Answer struct {
	ID   hdl.UInt
	Resp hdl.UInt
}
