package fp

import "npugen/hdl"

// ExpSigmoid is Exp and Sigmoid, which share the power of two: each operand is
// one or the other. Results have the latency of the function and come out at
// their own ports.
type ExpSigmoid struct{}

// ExpSigmoidIn is an operand. The enable of a function is on in every cycle from
// the one in which its operand enters to the one before its result.
type ExpSigmoidIn struct {
	X                hdl.UInt
	IsSigmoid        hdl.Bool // the function of x
	ExpEn, SigmoidEn hdl.Bool
}

// ExpSigmoidOut is the results.
type ExpSigmoidOut struct{ Exp, Sigmoid hdl.UInt }

// Inputs gives the types of the ports.
func (ExpSigmoid) Inputs() ExpSigmoidIn { return ExpSigmoidIn{X: typ(FP32)} }

// Build makes the pipelines.
func (ExpSigmoid) Build(m *hdl.Module, in ExpSigmoidIn) ExpSigmoidOut {
	m.Doc("e^x or 1/(1+e^-x), fp32")
	x := unpack(FP32, in.X)
	p := pow2(m, x, in.IsSigmoid.Or(x.sign), in.ExpEn.Or(in.SigmoidEn))
	return ExpSigmoidOut{
		Exp:     hdl.RegEn(m, "exp_q", p.exp(m, in.ExpEn), in.ExpEn),
		Sigmoid: hdl.RegEn(m, "sigmoid_q", p.sigmoid(m, in.SigmoidEn), in.SigmoidEn),
	}
}
