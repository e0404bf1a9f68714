package systolic

import "npugen/hdl"

// Delay is one register stage of a skewing or deskewing triangle. It holds
// while en is 0.
type Delay struct {
	Width int `hdl:"w"` // bits, signed
}

// DelayIn is the value that enters.
type DelayIn struct {
	X  hdl.SInt
	En hdl.Bool
}

// DelayOut is the value one enabled cycle later.
type DelayOut struct{ Y hdl.SInt }

// Inputs gives the types of the ports.
func (d Delay) Inputs() DelayIn { return DelayIn{X: hdl.SIntT(d.Width)} }

// Build makes the stage.
func (d Delay) Build(m *hdl.Module, in DelayIn) DelayOut {
	m.Doc("one stage of a delay line")
	return DelayOut{Y: hdl.RegEn(m, "y", in.X, in.En)}
}

// LaneDelay is Delay for a lane.
type LaneDelay struct {
	ActW int `hdl:"a"`
}

// LaneDelayIn is the lane that enters.
type LaneDelayIn struct {
	Lane
	En hdl.Bool
}

// LaneDelayOut is the lane one enabled cycle later.
type LaneDelayOut struct{ Lane }

// Inputs gives the types of the ports.
func (d LaneDelay) Inputs() LaneDelayIn { return LaneDelayIn{Lane: laneT(d.ActW)} }

// Build makes the stage.
func (d LaneDelay) Build(m *hdl.Module, in LaneDelayIn) LaneDelayOut {
	m.Doc("one stage of a row's delay line")
	return LaneDelayOut{Lane: hdl.RegEn(m, "lane", in.Lane, in.En)}
}

// skewLanes delays lane r by r cycles.
func skewLanes(m *hdl.Module, lanes []Lane, actW int, en hdl.Bool) []Lane {
	out := append([]Lane(nil), lanes[:1]...)
	if len(lanes) == 1 {
		return out
	}
	t := hdl.Triangle(m, "skew", len(lanes)-1, 1, 1, LaneDelay{actW}, func(c hdl.Cell, o LaneDelayOut) LaneDelayIn {
		return LaneDelayIn{Lane: hdl.West(c, o.Lane, lanes[1:]), En: en}
	})
	for _, o := range t.EastEdge() {
		out = append(out, o.Lane)
	}
	return out
}

// skew delays x[c] by c cycles.
func skew(m *hdl.Module, name string, x []hdl.SInt, en hdl.Bool) []hdl.SInt {
	return append(x[:1:1], triangle(m, name, x[1:], 1, 1, en)...)
}

// deskew delays x[c] by len(x)-1-c cycles.
func deskew(m *hdl.Module, name string, x []hdl.SInt, en hdl.Bool) []hdl.SInt {
	last := len(x) - 1
	return append(triangle(m, name, x[:last], last, -1, en), x[last])
}

// triangle delays x[i] by base + step*i cycles.
func triangle(m *hdl.Module, name string, x []hdl.SInt, base, step int, en hdl.Bool) []hdl.SInt {
	if len(x) == 0 {
		return nil
	}
	t := hdl.Triangle(m, name, len(x), base, step, Delay{x[0].Width()}, func(c hdl.Cell, o DelayOut) DelayIn {
		return DelayIn{X: hdl.West(c, o.Y, x), En: en}
	})
	out := make([]hdl.SInt, len(x))
	for i, o := range t.EastEdge() {
		out[i] = o.Y
	}
	return out
}
