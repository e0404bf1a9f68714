package mem

import "npugen/hdl"

// TrueDual is a memory of Words words of Width bits with two ports, each of
// which reads or writes one word a cycle. A read of the word that the other
// port writes in the same cycle gives the old word. Where both write one word,
// port B wins, lane by lane.
//
// Latency: a read 1 cycle, 2 with OutReg. Throughput: two accesses a cycle.
// Storage: Words*Width bits of RAM; 2*(Width+1) flip-flops more with OutReg.
// Reset: none. A cycle that writes leaves that port's result as it is.
type TrueDual struct {
	Words, Width int
	Lane         int  // bits for each bit of Mask; 0: no mask
	OutReg       bool // register the results once more
}

// TrueDualIn is the two ports.
type TrueDualIn struct{ A, B Port }

// TrueDualOut is the results of the last reads of the two ports.
type TrueDualOut struct{ A, B ReadOut }

// Latency is the cycles from a read to RData.
func (s TrueDual) Latency() int { return latency(s.OutReg) }

func (s TrueDual) shape() array { return array{s.Words, s.Width, s.Lane} }

// Inputs has Masks of Width/Lane bits, or of none where Lane is 0.
func (s TrueDual) Inputs() TrueDualIn { return s.shape().ports().trueDual() }

func (a array) trueDual() TrueDualIn { return TrueDualIn{a.port(), a.port()} }

// Build makes the array and the optional output registers.
func (s TrueDual) Build(m *hdl.Module, in TrueDualIn) TrueDualOut {
	a := s.shape().check(m)
	m.Doc("RAM with two ports; the old word where a read meets a write, port b wins where writes meet")
	out := hdl.Inst(m, "array", TrueDualArray{a.words, a.width, a.lane}, in)
	return TrueDualOut{
		ReadOut{result(m, "a_rdata", s.OutReg, in.A.En.And(in.A.Write.Not()), out.A.RData)},
		ReadOut{result(m, "b_rdata", s.OutReg, in.B.En.And(in.B.Write.Not()), out.B.RData)},
	}
}

// TrueDualArray is the leaf of TrueDual, which a macro may replace.
type TrueDualArray struct{ Words, Width, Lane int }

// Inputs is that of TrueDual.
func (s TrueDualArray) Inputs() TrueDualIn { return array{s.Words, s.Width, s.Lane}.ports().trueDual() }

// Build makes the array.
func (s TrueDualArray) Build(m *hdl.Module, in TrueDualIn) TrueDualOut {
	m.Doc("leaf to replace by a memory macro with two ports")
	words := array{s.Words, s.Width, s.Lane}.check(m).make(m)
	access := func(name string, p Port) ReadOut {
		m.When(p.En.And(p.Write), func() { write(words, p.Addr, p.WData, p.Mask) })
		return ReadOut{words.ReadSync(name, p.Addr, p.En.And(p.Write.Not()))}
	}
	return TrueDualOut{A: access("a_rdata", in.A), B: access("b_rdata", in.B)}
}
