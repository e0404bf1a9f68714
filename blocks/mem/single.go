package mem

import "npugen/hdl"

// SinglePort is a memory of Words words of Width bits with one port, which
// reads or writes one word a cycle.
//
// Latency: a read 1 cycle, 2 with OutReg. Throughput: one access a cycle.
// Storage: Words*Width bits of RAM; Width flip-flops more with OutReg. Reset:
// none. A cycle that writes leaves RData as it is.
type SinglePort struct {
	Words, Width int
	Lane         int  // bits for each bit of Mask; 0: no mask
	OutReg       bool // register the result once more
}

// Port is a port that reads or writes.
type Port struct {
	En    hdl.Bool // access in this cycle
	Write hdl.Bool // the access is a write
	Addr  hdl.UInt // AddrWidth(Words) bits
	WData hdl.UInt `hdl:"wdata"` // Width bits
	Mask  []hdl.Bool
}

// ReadOut is the result of the last read.
type ReadOut struct {
	RData hdl.UInt `hdl:"rdata"`
}

// Latency is the cycles from a read to RData.
func (s SinglePort) Latency() int { return latency(s.OutReg) }

func (s SinglePort) shape() array { return array{s.Words, s.Width, s.Lane} }

// Inputs has a Mask of Width/Lane bits, or of none where Lane is 0.
func (s SinglePort) Inputs() Port { return s.shape().ports().port() }

func (a array) port() Port { return Port{Addr: a.addr(), WData: a.data(), Mask: a.mask()} }

// Build makes the array and the optional output register.
func (s SinglePort) Build(m *hdl.Module, in Port) ReadOut {
	a := s.shape().check(m)
	m.Doc("single-port RAM; a cycle that writes leaves the result as it is")
	out := hdl.Inst(m, "array", SinglePortArray{a.words, a.width, a.lane}, in)
	return ReadOut{result(m, "rdata", s.OutReg, in.En.And(in.Write.Not()), out.RData)}
}

// SinglePortArray is the leaf of SinglePort, which a macro may replace.
type SinglePortArray struct{ Words, Width, Lane int }

// Inputs is that of SinglePort.
func (s SinglePortArray) Inputs() Port { return array{s.Words, s.Width, s.Lane}.ports().port() }

// Build makes the array.
func (s SinglePortArray) Build(m *hdl.Module, in Port) ReadOut {
	m.Doc("leaf to replace by a single-port memory macro")
	words := array{s.Words, s.Width, s.Lane}.check(m).make(m)
	m.When(in.En.And(in.Write), func() { write(words, in.Addr, in.WData, in.Mask) })
	return ReadOut{words.ReadSync("rdata", in.Addr, in.En.And(in.Write.Not()))}
}
