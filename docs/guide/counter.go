package guide

import "npugen/hdl"

// Counter counts the cycles in which En is true.
type Counter struct{ Width int }

type CounterIn struct{ En, Clear hdl.Bool }

type CounterOut struct {
	Count hdl.UInt
	Full  hdl.Bool
}

func (c Counter) Inputs() CounterIn { return CounterIn{} }

func (c Counter) Build(m *hdl.Module, in CounterIn) CounterOut {
	count := hdl.RegInit(m, "count", hdl.U(0, c.Width))
	m.When(in.Clear, func() {
		count.D(hdl.U(0, c.Width))
	}).Elsewhen(in.En, func() {
		count.D(count.Q().AddWrap(hdl.U(1)))
	})
	return CounterOut{Count: count.Q(), Full: count.Q().AndR()}
}
