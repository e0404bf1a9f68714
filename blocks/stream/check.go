package stream

import "npugen/hdl"

// Check asserts the rules of a stream at every clock edge: valid stays up
// until the datum is taken, and the datum does not change before. name names
// the checker, an instance without outputs that synthesis removes.
func Check[T any](m *hdl.Module, name string, src hdl.Source[T]) {
	in := MonitorIn{Valid: src.Valid(), Ready: src.Ready()}
	width := hdl.PackedWidth(src.Data())
	if width > 0 {
		in.Data = []hdl.UInt{hdl.Pack(src.Data())}
	}
	hdl.Inst(m, name, Monitor{Width: width}, in)
}

// Monitor is the rule checker of Check. Width 0 is a stream without data.
type Monitor struct {
	Width int `hdl:"w"`
}

// MonitorIn is a stream as it is observed.
type MonitorIn struct {
	Valid, Ready hdl.Bool
	Data         []hdl.UInt
}

// Inputs has one datum of Width bits, or none.
func (c Monitor) Inputs() MonitorIn {
	if c.Width == 0 {
		return MonitorIn{}
	}
	return MonitorIn{Data: []hdl.UInt{hdl.UIntT(c.Width)}}
}

// Build makes the assertions.
func (c Monitor) Build(m *hdl.Module, in MonitorIn) hdl.None {
	m.Doc("asserts the rules of a ready/valid stream")
	waiting := hdl.RegNextInit(m, "waiting", in.Valid.And(in.Ready.Not()), hdl.B(false))
	last := hdl.RegNext(m, "last_data", in.Data)
	m.When(waiting, func() {
		m.Assert("valid_stays", in.Valid, "valid dropped before the datum was taken")
		for i, d := range in.Data {
			m.Assert("data_stays", d.Eq(last[i]), "the datum changed before it was taken")
		}
	})
	return hdl.None{}
}
