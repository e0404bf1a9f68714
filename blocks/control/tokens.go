package control

import (
	"npugen/hdl"
	"npugen/isa"
)

// Tokens is the counters with which queues wait for each other. Each is taken
// from by one queue only.
//
// Latency: what is given in a cycle is there in the next. The longest path has 24
// gates of two inputs (Yosys 0.23, synth -flatten -noshare).
type Tokens struct{}

// TokensIn is what each queue takes and gives in this cycle, a bit a counter.
type TokensIn struct {
	Clear hdl.Bool
	Take  []hdl.UInt
	Give  []hdl.UInt
}

// TokensOut is which counters are above 0, and all counters.
type TokensOut struct {
	There hdl.UInt
	Count []hdl.UInt
}

// Inputs has all queues.
func (Tokens) Inputs() TokensIn {
	return TokensIn{Take: hdl.Vec(queues, hdl.UIntT(isa.Tokens)), Give: hdl.Vec(queues, hdl.UIntT(isa.Tokens))}
}

// Build adds what comes and goes.
func (Tokens) Build(m *hdl.Module, in TokensIn) TokensOut {
	m.Doc("counters of tokens")
	var out TokensOut
	var there []hdl.Bits
	for t := range isa.Tokens {
		count := hdl.RegInit(m, hdl.N("count", t), hdl.U(0, tokenBits))
		given, taken := hdl.U(0, 3), hdl.U(0, 3)
		for q := range queues {
			given = given.AddWrap(one(in.Give[q].Bit(t), 3))
			taken = taken.AddWrap(one(in.Take[q].Bit(t), 3))
		}
		takes := hdl.Name(m, hdl.N("takes", t), taken.OrR())
		after := hdl.Name(m, hdl.N("after", t), count.Q().Add(given).SubWrap(one(takes, 1)))
		m.Assert(hdl.N("one_taker", t), taken.Le(hdl.U(1)), "two queues take from one counter")
		m.Assert(hdl.N("not_below_zero", t), takes.Not().Or(count.Q().OrR()), "a token was taken that was not there")
		m.Assert(hdl.N("no_overflow", t), after.Bit(tokenBits).Not().Or(in.Clear), "a counter of tokens overflows")
		count.D(hdl.Mux(in.Clear, hdl.U(0, tokenBits), after.Trunc(tokenBits)))
		out.Count = append(out.Count, count.Q())
		there = append([]hdl.Bits{count.Q().OrR()}, there...)
	}
	out.There = hdl.Cat(there...)
	return out
}
