package simbench

import "npugen/hdl"

// held is xorshift that keeps its word until it is told to step.
type held struct{}

type heldIn struct {
	Seed hdl.UInt
	Step hdl.Bool
}

func (held) Inputs() heldIn { return heldIn{Seed: hdl.UIntT(64)} }

func (held) Build(m *hdl.Module, in heldIn) xorshiftOut {
	x := hdl.Reg(m, "x", hdl.UIntT(64))
	m.When(m.Reset().Asserted(), func() {
		x.D(in.Seed)
	}).Elsewhen(in.Step, func() {
		x.D(shifted(x.Q()))
	})
	return xorshiftOut{x.Q()}
}

// offer is a stream of width fresh random bits for each datum. As long as on
// holds there is always one; what was offered stays until it is taken.
func offer[T any](m *hdl.Module, name string, typ T, width int, on hdl.Bool, data func(hdl.UInt) T) (hdl.Source[T], hdl.Bool) {
	sink, src := hdl.NewStream(m, name, typ)
	step := hdl.Wire(m, name+"_step", hdl.BoolT())
	n := words(width)
	grid := hdl.Grid(m, name+"_random", 1, n, held{}, func(c hdl.Cell, _ xorshiftOut) heldIn {
		return heldIn{Seed: hdl.Col(c, seeds(name, n)), Step: step.Get()}
	})
	waits := hdl.RegInit(m, name+"_waits", hdl.B(false))
	there := hdl.Name(m, name+"_there", on.Or(waits.Q()))
	taken := sink.Offer(there, data(joined(m, grid, width)))
	waits.D(there.And(taken.Not()))
	step.Set(taken)
	return src, taken
}
