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

// DelayVector is Delay of a vector.
type DelayVector struct {
	Lanes int `hdl:"n"`
	Width int `hdl:"w"` // bits of a lane, signed
}

// Inputs gives the types of the ports.
func (d DelayVector) Inputs() VectorIn { return vectorIn(d.Lanes, d.Width) }

// Build makes the stage.
func (d DelayVector) Build(m *hdl.Module, in VectorIn) VectorOut {
	m.Doc("one stage of a delay line of vectors")
	return VectorOut{Y: hdl.RegEn(m, "y", in.X, in.En)}
}
