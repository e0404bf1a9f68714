package mem

import "npugen/hdl"

// SimpleDual is a memory of Words words of Width bits with a port that writes
// and a port that reads, in the same cycle if they like. A read of the word
// that is written in the same cycle gives the old word.
//
// Latency: a read 1 cycle, 2 with OutReg. Throughput: one read and one write a
// cycle. Storage: Words*Width bits of RAM; Width+1 flip-flops more with
// OutReg. Reset: none.
type SimpleDual struct {
	Words, Width int
	Lane         int  // bits for each bit of Mask; 0: no mask
	OutReg       bool // register the result once more
}

// SimpleDualIn is a write port and a read port.
type SimpleDualIn struct {
	WEn   hdl.Bool   `hdl:"wen"`
	WAddr hdl.UInt   `hdl:"waddr"`
	WData hdl.UInt   `hdl:"wdata"`
	Mask  []hdl.Bool `hdl:"wmask"`
	REn   hdl.Bool   `hdl:"ren"`
	RAddr hdl.UInt   `hdl:"raddr"`
}

// Latency is the cycles from a read to RData.
func (s SimpleDual) Latency() int { return latency(s.OutReg) }

func (s SimpleDual) shape() array { return array{s.Words, s.Width, s.Lane} }

// Inputs has a Mask of Width/Lane bits, or of none where Lane is 0.
func (s SimpleDual) Inputs() SimpleDualIn { return s.shape().ports().simpleDual() }

func (a array) simpleDual() SimpleDualIn {
	return SimpleDualIn{WAddr: a.addr(), WData: a.data(), Mask: a.mask(), RAddr: a.addr()}
}

// Build makes the array and the optional output register.
func (s SimpleDual) Build(m *hdl.Module, in SimpleDualIn) ReadOut {
	a := s.shape().check(m)
	m.Doc("RAM with one write port and one read port; the old word where they meet")
	out := hdl.Inst(m, "array", SimpleDualArray{a.words, a.width, a.lane}, in)
	return ReadOut{result(m, "rdata", s.OutReg, in.REn, out.RData)}
}

// SimpleDualArray is the leaf of SimpleDual, which a macro may replace.
type SimpleDualArray struct{ Words, Width, Lane int }

// Inputs is that of SimpleDual.
func (s SimpleDualArray) Inputs() SimpleDualIn {
	return array{s.Words, s.Width, s.Lane}.ports().simpleDual()
}

// Build makes the array.
func (s SimpleDualArray) Build(m *hdl.Module, in SimpleDualIn) ReadOut {
	m.Doc("leaf to replace by a memory macro with one write and one read port")
	words := array{s.Words, s.Width, s.Lane}.check(m).make(m)
	m.When(in.WEn, func() { write(words, in.WAddr, in.WData, in.Mask) })
	return ReadOut{words.ReadSync("rdata", in.RAddr, in.REn)}
}
