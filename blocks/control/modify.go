package control

import (
	"npugen/blocks/stream"
	"npugen/hdl"
	"npugen/isa"
)

// The layout of modifiers, of which words 1 and 2 have three each; isa
// documents it.
const (
	modifierBits = 9
	wordIndex    = 4 // bits of a modifier's word
	firstWord    = 3 // that can be modified
	body         = isa.Words - firstWord
)

// Resolving is an instruction on its way through the adders.
type Resolving struct {
	Number    hdl.UInt
	Last      hdl.Bool
	Header    hdl.UInt   // word 0
	Modifiers hdl.UInt   // those to come, the next one lowest
	Body      []hdl.UInt // words 3 to 15
}

// ResolvingT is the type of a Resolving.
func ResolvingT() Resolving {
	return Resolving{Number: hdl.UIntT(numberBits), Header: hdl.UIntT(wordBits),
		Modifiers: hdl.UIntT(modifierBits * isa.Modifiers), Body: hdl.Vec(body, hdl.UIntT(wordBits))}
}

// resolving takes an instruction apart.
func resolving(f Fetched) Resolving {
	r := Resolving{Number: f.Number, Last: f.Last, Header: f.Line.Trunc(wordBits)}
	half := modifierBits * isa.Modifiers / 2
	r.Modifiers = hdl.Cat(f.Line.Bits(2*wordBits+half-1, 2*wordBits), f.Line.Bits(wordBits+half-1, wordBits))
	for w := firstWord; w < isa.Words; w++ {
		r.Body = append(r.Body, f.Line.Bits(wordBits*(w+1)-1, wordBits*w))
	}
	return r
}

// line puts an instruction together again, without modifiers.
func (r Resolving) line() hdl.UInt {
	parts := []hdl.Bits{}
	for w := len(r.Body) - 1; w >= 0; w-- {
		parts = append(parts, r.Body[w])
	}
	return hdl.Cat(append(parts, hdl.U(0, 2*wordBits), r.Header)...)
}

// Adder adds the register of the next modifier to its word.
//
// Latency: 1 cycle. Throughput: an instruction a cycle. Ready passes through
// combinationally. The longest path has 24 gates of two inputs (Yosys 0.23,
// synth -flatten -noshare): the choice of a register, and the sum.
type Adder struct{}

// AdderIn is instructions, and all registers.
type AdderIn struct {
	In        hdl.Source[Resolving]
	Registers []hdl.UInt
}

// AdderOut is the instructions, with a modifier less.
type AdderOut struct{ Out hdl.Source[Resolving] }

// Inputs has isa.Registers registers.
func (Adder) Inputs() AdderIn {
	return AdderIn{In: hdl.StreamT(ResolvingT()), Registers: hdl.Vec(isa.Registers, hdl.UIntT(wordBits))}
}

// Build has one adder behind a choice of word and register.
func (Adder) Build(m *hdl.Module, in AdderIn) AdderOut {
	m.Doc("adds a register to a word of an instruction")
	resolved := hdl.MapStream(in.In, func(r Resolving) Resolving {
		word := r.Modifiers.Trunc(wordIndex)
		words := append(hdl.Vec(firstWord, hdl.U(0, wordBits)), r.Body...)
		register := hdl.Index(in.Registers, r.Modifiers.Bits(modifierBits-1, wordIndex))
		sum := hdl.Name(m, "sum", hdl.Index(words, word).AddWrap(register))
		for i := range r.Body {
			r.Body[i] = hdl.Mux(word.Is(uint64(firstWord+i)), sum, r.Body[i])
		}
		r.Modifiers = r.Modifiers.Shr(modifierBits).Ext(r.Modifiers.Width())
		return r
	})
	return AdderOut{stream.Pipe(m, "stage", resolved)}
}
