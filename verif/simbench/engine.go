package simbench

import (
	"math/bits"

	"npugen/gen"
	"npugen/gen/config"
	"npugen/hdl"
	"npugen/hdl/ir"
)

// matrix is a matrix engine with its buffers, fed with random commands,
// weights and activations; results are always taken. A command has at least as
// many vectors as the array has rows, so that weights keep up and the array is
// at work in every cycle.
type matrix struct {
	Engine gen.Engine

	// Idle, if not 0, is for how many times as long as each command takes, to
	// its last result, nothing goes in.
	Idle int
}

func (t matrix) Inputs() hdl.None { return hdl.None{} }

func (t matrix) Build(m *hdl.Module, _ hdl.None) Out {
	e, types := t.Engine, t.Engine.Inputs()
	rest := newThrottle(m, t.Idle)
	extra := bits.Len(uint(e.Rows)) - 1 // a command has Rows to 2*Rows-1 vectors
	command, accepted := offer(m, "command", types.Command.Data(), extra+2, rest.start, func(x hdl.UInt) gen.CommandPort {
		want := types.Command.Data()
		more := x.Bits(extra-1, 0).Ext(want.LastVector.Width())
		return gen.CommandPort{
			LastVector: more.AddWrap(hdl.U(uint64(e.Rows - 1))),
			LastK:      x.Bits(extra, extra).Ext(want.LastK.Width()),
			LastN:      x.Bits(extra+1, extra+1).Ext(want.LastN.Width()),
			Continue:   hdl.B(false), Hold: hdl.B(false), Keep: hdl.B(false),
		}
	})
	vector := func(n, width int) func(x hdl.UInt) []hdl.SInt {
		return func(x hdl.UInt) []hdl.SInt { return hdl.Unpack(hdl.Vec(n, hdl.SIntT(width)), x) }
	}
	weight, _ := offer(m, "weight", types.Weight.Data(), e.Cols*e.WeightW, rest.work, func(x hdl.UInt) gen.WeightRow {
		return gen.WeightRow{Values: vector(e.Cols, e.WeightW)(x), Last: hdl.B(false)}
	})
	act, _ := offer(m, "act", types.Act.Data(), e.Rows*e.ActW, rest.work, vector(e.Rows, e.ActW))

	out := hdl.Inst(m, "engine", e, gen.EngineIn{Command: command, Weight: weight, Act: act})
	taken := out.Result.Accept(hdl.B(true))
	sums := out.Result.Data()
	rest.observe(accepted, command.Data().LastN, taken.And(sums.Last))

	outs := []hdl.Bits{taken, sums.Last, out.Stats.Active, out.Stats.Useful, out.Stats.WeightStall, out.Stats.DataStall, out.Stats.OutputStall}
	for _, s := range sums.Values {
		outs = append(outs, s)
	}
	return digest(m, outs...)
}

// throttle lets commands in one at a time with rest after each.
type throttle struct {
	start hdl.Bool // a command may go in
	work  hdl.Bool // weights and activations may go in

	observe func(accepted hdl.Bool, lastN hdl.UInt, tileDone hdl.Bool)
}

func newThrottle(m *hdl.Module, idle int) throttle {
	if idle == 0 {
		always := hdl.B(true)
		return throttle{always, always, func(hdl.Bool, hdl.UInt, hdl.Bool) {}}
	}
	tiles := hdl.RegInit(m, "tiles", hdl.U(0, 2)) // of columns whose results have not all come
	rest := hdl.RegInit(m, "rest", hdl.U(0, 32))  // cycles of it that are due
	work := hdl.Name(m, "work", tiles.Q().OrR())
	m.When(work, func() {
		rest.D(rest.Q().AddWrap(hdl.U(uint64(idle))))
	}).Elsewhen(rest.Q().OrR(), func() {
		rest.D(rest.Q().SubWrap(hdl.U(1)))
	})
	return throttle{hdl.Name(m, "start", work.Or(rest.Q().OrR()).Not()), work, func(accepted hdl.Bool, lastN hdl.UInt, tileDone hdl.Bool) {
		m.When(accepted, func() {
			tiles.D(lastN.Trunc(2).AddWrap(hdl.U(1)))
		}).Elsewhen(tileDone, func() {
			tiles.D(tiles.Q().SubWrap(hdl.U(1)))
		})
	}}
}

// elaborateMatrix makes the matrix engine of a preset.
func elaborateMatrix(preset string, idle int) func() (*ir.Design, error) {
	return func() (*ir.Design, error) {
		c, err := config.LoadPreset(preset)
		if err != nil {
			return nil, err
		}
		return elaborate(matrix{gen.New(c), idle})()
	}
}
