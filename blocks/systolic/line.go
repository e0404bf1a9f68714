package systolic

import "npugen/hdl"

// maxDelay keeps a mistaken parameter a diagnostic: a delay of more cycles is
// better kept in a memory.
const maxDelay = 4 * maxSide

// VectorIn is a vector that enters.
type VectorIn struct {
	X  []hdl.SInt
	En hdl.Bool
}

// VectorOut is the vector that leaves.
type VectorOut struct{ Y []hdl.SInt }

func vectorIn(lanes, width int) VectorIn {
	return VectorIn{X: hdl.Vec(clamp(lanes, 1, maxSide), hdl.SIntT(clamp(width, 1, maxAccWidth)))}
}

// DelayLine delays a whole vector by Cycles enabled cycles, in one wide shift
// register.
type DelayLine struct {
	Lanes  int `hdl:"n"`
	Width  int `hdl:"w"` // bits of a lane, signed
	Cycles int `hdl:"d"` // at least 1
}

// Inputs gives the types of the ports.
func (d DelayLine) Inputs() VectorIn { return vectorIn(d.Lanes, d.Width) }

// Build makes the shift register.
func (d DelayLine) Build(m *hdl.Module, in VectorIn) VectorOut {
	m.Doc("delay line of vectors")
	within(m, "a delay line of %d lanes", d.Lanes, 1, maxSide)
	within(m, "lanes of %d bits", d.Width, 1, maxAccWidth)
	d.Cycles = within(m, "a delay of %d cycles", d.Cycles, 1, maxDelay)
	x := hdl.Pack(in.X)
	w := x.Width()
	line := hdl.Reg(m, "line", hdl.UIntT(w*d.Cycles))
	m.When(in.En, func() { line.D(shiftIn(line.Q(), x)) })
	oldest := line.Q().Bits(w*d.Cycles-1, w*(d.Cycles-1))
	return VectorOut{hdl.Unpack(in.X, oldest)}
}

// shiftIn puts x into the low bits of line and drops as many high ones.
func shiftIn(line, x hdl.UInt) hdl.UInt {
	return hdl.Cat(line, x).Trunc(line.Width())
}
