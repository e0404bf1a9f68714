package gen

import "npugen/hdl"

// counterBits is the width of the counters, which wrap.
const counterBits = 48

// Counters say where the cycles went, after the TPU paper (Jouppi et al.,
// "In-Datacenter Performance Analysis of a Tensor Processing Unit", ISCA 2017,
// table 3). Active is the sum of the other four.
type Counters struct {
	Active      hdl.UInt // a command is in progress
	Useful      hdl.UInt // a vector enters the array
	WeightStall hdl.UInt // the next tile's weights are not there
	DataStall   hdl.UInt // the weights are there, the next vector is not
	OutputStall hdl.UInt // results are not taken
}

type counters struct{}

func (counters) Inputs() events { return events{} }

func (counters) Build(m *hdl.Module, in events) Counters {
	m.Doc("performance counters")
	up := func(name string, on hdl.Bool) hdl.UInt {
		c := hdl.RegInit(m, name+"_count", hdl.U(0, counterBits))
		m.When(on, func() { c.D(c.Q().AddWrap(hdl.U(1))) })
		return c.Q()
	}
	return Counters{
		Active: up("active", in.Active), Useful: up("useful", in.Useful),
		WeightStall: up("weight_stall", in.WeightStall), DataStall: up("data_stall", in.DataStall),
		OutputStall: up("output_stall", in.OutputStall),
	}
}
