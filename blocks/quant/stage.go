package quant

import (
	"fmt"

	"npugen/blocks/stream"
	"npugen/hdl"
)

// Sums is a vector of sums; Last marks the final vector that the same factors
// apply to.
type Sums struct {
	Values []hdl.SInt
	Last   hdl.Bool
}

// SumsT is the type of a vector of cols sums of w bits.
func SumsT(cols, w int) Sums { return Sums{Values: hdl.Vec(max(cols, 1), hdl.SIntT(max(w, 1)))} }

// Stage requantises a stream of vectors: Cols requantisers side by side. The
// factors of all columns come as one datum of their own stream. They apply to
// all vectors up to and including the next one with Last; then the following
// factors are taken.
//
// Latency 3 cycles, one vector a cycle. A vector waits until there are factors.
// The ready of the output reaches that of the input combinationally.
type Stage struct {
	Cols    int `hdl:"c"`
	Requant Requant
}

// StageIn is the streams that come in.
type StageIn struct {
	In      hdl.Source[Sums]
	Factors hdl.Source[[]Factor] // Cols factors
}

// StageOut is the stream of results, Last as it came in.
type StageOut struct{ Out hdl.Source[Sums] }

// Inputs gives the types of the ports.
func (s Stage) Inputs() StageIn {
	return StageIn{
		In:      hdl.StreamT(SumsT(s.Cols, s.Requant.nearest().XW)),
		Factors: hdl.StreamT(hdl.Vec(max(s.Cols, 1), s.Requant.FactorT())),
	}
}

// Build makes the stage.
func (s Stage) Build(m *hdl.Module, in StageIn) StageOut {
	m.Doc("requantisers of all columns, as a stream stage")
	if s.Cols < 1 {
		m.Reject(fmt.Sprintf("%d columns", s.Cols), "want at least 1")
	}
	sink, out := hdl.NewStream(m, "out", SumsT(s.Cols, s.Requant.nearest().YW))
	valid := hdl.RegInit(m, "stage_valid", hdl.U(0, Latency))
	lasts := hdl.Reg(m, "stage_last", hdl.UIntT(Latency))
	outValid := valid.Q().Bit(Latency - 1)
	en := hdl.Name(m, "en", outValid.Not().Or(sink.Ready()))
	taken := in.In.Accept(en.And(in.Factors.Valid()))
	sums := in.In.Data()
	in.Factors.Accept(en.And(in.In.Valid(), sums.Last))
	m.When(en, func() {
		valid.D(hdl.Cat(valid.Q(), taken).Trunc(Latency))
		lasts.D(hdl.Cat(lasts.Q(), sums.Last).Trunc(Latency))
	})
	cells := hdl.Grid(m, "column", 1, len(sums.Values), s.Requant, func(c hdl.Cell, _ RequantOut) RequantIn {
		return RequantIn{X: hdl.Col(c, sums.Values), Factor: hdl.Col(c, in.Factors.Data()), En: en}
	})
	y := Sums{Last: lasts.Q().Bit(Latency - 1)}
	for _, o := range cells.All() {
		y.Values = append(y.Values, o.Y)
	}
	sink.Offer(outValid, y)
	stream.Check(m, "out_check", out)
	return StageOut{out}
}
