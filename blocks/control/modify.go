package control

import (
	"npugen/blocks/mem"
	"npugen/blocks/stream"
	"npugen/hdl"
	"npugen/isa"
)

// The layout of modifiers, of which words 1 and 2 have two each; isa
// documents it.
const (
	modifierSlot = 16 // bits from one to the next
	wordIndex    = 4  // bits of a modifier's word
	firstWord    = 3  // that can be modified
	body         = isa.Words - firstWord
)

// registerIndex is the bits of a modifier's register.
var registerIndex = mem.AddrWidth(isa.Registers)

// Resolving is an instruction on its way through the adders.
type Resolving struct {
	Number hdl.UInt
	Last   hdl.Bool
	Header hdl.UInt   // word 0
	Body   []hdl.UInt // words 3 to 15
	Words  hdl.UInt   // of the modifiers to come, the next one lowest
	Added  []hdl.UInt // their registers
}

// resolvingT is the type of a Resolving with some modifiers to come.
func resolvingT(modifiers int) Resolving {
	return Resolving{Number: hdl.UIntT(numberBits), Header: hdl.UIntT(wordBits), Body: hdl.Vec(body, hdl.UIntT(wordBits)),
		Words: hdl.UIntT(wordIndex * max(1, modifiers)), Added: hdl.Vec(modifiers, hdl.UIntT(wordBits))}
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
// combinationally. The longest path has 23 gates of two inputs (Yosys 0.23,
// synth -flatten -noshare): the choice of a word, and the sum.
type Adder struct{ Modifiers int } // that are to come

// AdderIn is instructions.
type AdderIn struct{ In hdl.Source[Resolving] }

// AdderOut is the instructions, with a modifier less.
type AdderOut struct{ Out hdl.Source[Resolving] }

// Inputs has instructions with Modifiers.
func (a Adder) Inputs() AdderIn { return AdderIn{hdl.StreamT(resolvingT(a.Modifiers))} }

// Build has one adder behind a choice of the word.
func (a Adder) Build(m *hdl.Module, in AdderIn) AdderOut {
	m.Doc("adds a register to a word of an instruction")
	within(m, "modifiers", a.Modifiers, 1, isa.Modifiers)
	return AdderOut{stream.Pipe(m, "stage", hdl.MapStream(in.In, func(r Resolving) Resolving {
		word := r.Words.Trunc(wordIndex)
		words := append(hdl.Vec(firstWord, hdl.U(0, wordBits)), r.Body...)
		sum := hdl.Name(m, "sum", hdl.Index(words, word).AddWrap(r.Added[0]))
		for i := range r.Body {
			r.Body[i] = hdl.Mux(word.Is(uint64(firstWord+i)), sum, r.Body[i])
		}
		r.Words, r.Added = r.Words.Shr(wordIndex), r.Added[1:]
		return r
	}))}
}
