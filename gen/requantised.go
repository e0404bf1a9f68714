package gen

import (
	"npugen/blocks/quant"
	"npugen/hdl"
)

// Requantised is an engine whose results are integers as wide as activations:
// each sum times the factor of its column, rounded and saturated (package
// blocks/quant).
//
// It takes one vector of Cols factors for each tile of columns of each command
// that gives results. Latency: that of the engine and 3 cycles.
type Requantised struct {
	Engine    Engine
	MultBits  int `hdl:"m"`
	ShiftBits int `hdl:"s"`
}

// RequantisedIn is the streams that come in.
type RequantisedIn struct {
	EngineIn
	Factors hdl.Source[[]quant.Factor]
}

// Requant is the requantiser of one column.
func (r Requantised) Requant() quant.Requant {
	e := r.Engine.nearest()
	return quant.Requant{XW: e.AccW, MultBits: r.MultBits, ShiftBits: r.ShiftBits, YW: e.ActW}
}

func (r Requantised) stage() quant.Stage {
	return quant.Stage{Cols: r.Engine.nearest().Cols, Requant: r.Requant()}
}

// Inputs gives the types of the ports.
func (r Requantised) Inputs() RequantisedIn {
	return RequantisedIn{EngineIn: r.Engine.Inputs(), Factors: r.stage().Inputs().Factors}
}

// Build joins the engine and the requantisers.
func (r Requantised) Build(m *hdl.Module, in RequantisedIn) EngineOut {
	m.Doc("matrix engine with requantised results")
	engine := hdl.Inst(m, "engine", r.Engine, in.EngineIn)
	stage := hdl.Inst(m, "requant", r.stage(), quant.StageIn{In: engine.Result, Factors: in.Factors})
	return EngineOut{Result: stage.Out, Stats: engine.Stats}
}
