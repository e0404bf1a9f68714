package simbench

import (
	"math/rand/v2"

	"npugen/blocks/bundle"
	"npugen/blocks/vector"
	"npugen/gen/config"
	"npugen/gen/npu"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/isa"
	"npugen/isa/isatest"
)

// vectorUnit is a vector unit that always has a next operation, drawn at random
// from all that write, while the matrix unit's port writes numbers into its buffer.
type vectorUnit struct{ Shape bundle.Shape }

// operations is how many different ones there are.
const operations = 256

func (x vectorUnit) Inputs() hdl.None { return hdl.None{} }

func (x vectorUnit) Build(m *hdl.Module, _ hdl.None) Out {
	rng := rand.New(rand.NewPCG(1, 1))
	var code []byte
	for range operations {
		op := []isa.Op{isa.MAP, isa.MAP, isa.MAP, isa.QUANT, isa.ARGMAX}[rng.IntN(5)]
		code = isatest.Instruction(rng, x.Shape, op).Append(code)
	}
	program := newROM(m, "program", code, isa.Bytes)
	next := hdl.RegInit(m, "next", hdl.U(0, program.addr()))
	sink, command := hdl.NewStream(m, "command", bundle.T[bundle.Vector]())
	taken := sink.Offer(hdl.B(true), bundle.Decode[bundle.Vector](program.read("operation", next.Q())))
	m.When(taken, func() { next.D(next.Q().AddWrap(hdl.U(1))) })

	often := random(m, "often", 2)
	word := x.Shape.WordT()
	numbers, _ := offer(m, "numbers", word, word.Addr.Width()+32*x.Shape.Lanes, often.OrR().Not(), func(r hdl.UInt) bundle.Word {
		w := bundle.Word{Addr: r.Bits(word.Addr.Width()-1, 0)}
		for i := range x.Shape.Lanes {
			lo := word.Addr.Width() + 32*i
			w.Data = append(w.Data, number(m, r.Bits(lo+31, lo)))
		}
		return w
	})
	load, none := hdl.NewStream(m, "load", word)
	m.Unused(load.Offer(hdl.B(false), hdl.Zero(word)))
	out := hdl.Inst(m, "unit", vector.Unit{Shape: x.Shape}, vector.UnitIn{Command: command, Matrix: numbers, Load: none})
	rows := out.Rows
	outs := []hdl.Bits{taken, out.Retired.Done, hdl.Mux(out.Retired.Done, out.Retired.Hash, hdl.U(0, 32)), out.Best, out.Active, rows.Valid}
	outs = append(outs, hdl.Mux(rows.Valid, hdl.Cat(rows.Addr, rows.Row.Scale, hdl.Pack(rows.Row.Q)), hdl.U(0, rows.Addr.Width()+32+8*x.Shape.Rows)))
	return digest(m, outs...)
}

// number is an fp32 of random bits, either sign, 1/128 to 2.
func number(m *hdl.Module, r hdl.UInt) hdl.UInt {
	m.Unused(r.Bits(30, 26))
	return hdl.Cat(r.Bits(31, 31), hdl.U(0b01111, 5), r.Bits(25, 23), r.Bits(22, 0))
}

// elaborateVector is the unit of a preset, with smaller buffers.
func elaborateVector(preset string) func() (*ir.Design, error) {
	return func() (*ir.Design, error) {
		c, err := config.LoadPreset(preset)
		if err != nil {
			return nil, err
		}
		s := npu.Shape(c)
		s.VBWords, s.ABRows, s.SBWords = min(s.VBWords, 1024), min(s.ABRows, 1024), min(s.SBWords, 256)
		return elaborate(vectorUnit{s})()
	}
}
