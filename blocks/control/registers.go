package control

import (
	"npugen/blocks/mem"
	"npugen/hdl"
	"npugen/isa"
)

// Registers is what modifiers add, and reads those of an instruction: a memory
// for each of its modifiers, all with the same contents.
//
// Latency: 1 cycle. Throughput: an instruction a cycle. Ready passes through
// combinationally. Storage: isa.Modifiers RAMs of isa.Registers words.
type Registers struct{}

// RegistersIn is instructions, and what the host writes while there are none.
type RegistersIn struct {
	In    hdl.Source[Fetched]
	Write RegisterWrite
}

// RegistersOut is instructions with the registers that are to be added.
type RegistersOut struct{ Out hdl.Source[Resolving] }

// RegisterWrite is a write in the cycles in which Valid is true.
type RegisterWrite struct {
	Valid  hdl.Bool
	Number hdl.UInt
	Data   hdl.UInt
}

// RegisterWriteT is the type of a RegisterWrite.
func RegisterWriteT() RegisterWrite {
	return RegisterWrite{Number: hdl.UIntT(registerIndex), Data: hdl.UIntT(wordBits)}
}

// Inputs has lines of instructions.
func (Registers) Inputs() RegistersIn {
	return RegistersIn{In: hdl.StreamT(FetchedT()), Write: RegisterWriteT()}
}

// Build keeps an instruction while its registers are read.
func (Registers) Build(m *hdl.Module, in RegistersIn) RegistersOut {
	m.Doc("registers, which are added to instructions")
	valid := hdl.RegInit(m, "valid", hdl.B(false))
	sink, out := hdl.NewStream(m, "out", resolvingT(isa.Modifiers))
	open := valid.Q().Not().Or(sink.Ready())
	came := in.In.Accept(open)
	m.When(open, func() { valid.D(in.In.Valid()) })

	f := in.In.Data()
	word := func(w int) hdl.UInt { return f.Line.Bits(wordBits*(w+1)-1, wordBits*w) }
	r := Resolving{Number: f.Number, Last: f.Last, Header: word(0)}
	for w := firstWord; w < isa.Words; w++ {
		r.Body = append(r.Body, word(w))
	}
	var words []hdl.Bits
	var numbers []hdl.UInt
	for i := range isa.Modifiers {
		lo := wordBits + i*modifierSlot
		words = append([]hdl.Bits{f.Line.Bits(lo+wordIndex-1, lo)}, words...)
		numbers = append(numbers, f.Line.Bits(lo+wordIndex+registerIndex-1, lo+wordIndex))
	}
	r.Words = hdl.Cat(words...)
	kept := hdl.RegEn(m, "instruction", r, came)
	for i, n := range numbers {
		kept.Added = append(kept.Added, hdl.Inst(m, hdl.N("ram", i), mem.SimpleDual{Words: isa.Registers, Width: wordBits}, mem.SimpleDualIn{
			WEn: in.Write.Valid, WAddr: in.Write.Number, WData: in.Write.Data, REn: came, RAddr: n,
		}).RData)
	}
	sink.Offer(valid.Q(), kept)
	return RegistersOut{out}
}
