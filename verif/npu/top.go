package npu

import (
	"npugen/blocks/bundle"
	"npugen/blocks/control"
	"npugen/blocks/dma"
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/axi"
	"npugen/blocks/matrix"
	"npugen/blocks/vector"
	"npugen/hdl"
	"npugen/isa"
)

// Top is the whole chip.
type Top struct {
	bundle.Shape
	Memory hbm.Config // of each channel
	Depth  int        // lines that a channel may be ahead
	Queue  int        // commands that wait in each queue
	Flight int        // commands that a unit has taken and not completed
	Fetch  int        // beats of instructions read ahead
	ID     int        // bits of the host's ids
	Addr   int        // bits of the host's byte addresses
}

// TopIn is the host's two buses and the answers of the PHYs.
type TopIn struct {
	LiteAW hdl.Source[control.LiteAddress]
	LiteW  hdl.Source[control.LiteWrite]
	LiteAR hdl.Source[control.LiteAddress]
	AW     hdl.Source[axi.Address]
	W      hdl.Source[axi.WriteBeat]
	AR     hdl.Source[axi.Address]
	Phy    []hbm.PhyIn
}

// TopOut is the buses' answers, the commands to the PHYs, and what there is to
// see.
type TopOut struct {
	LiteB hdl.Source[control.LiteAnswer]
	LiteR hdl.Source[control.LiteRead]
	B     hdl.Source[axi.Answer]
	R     hdl.Source[axi.ReadBeat]
	Phy   []hbm.PhyOut
	Trace []control.Trace
	IRQ   hdl.Bool
	Busy  hdl.Bool
}

func (t Top) control() control.Unit {
	return control.Unit{Shape: t.Shape, Queue: t.Queue, Flight: t.Flight, Fetch: t.Fetch}
}

func (t Top) memory() dma.Memory {
	return dma.Memory{Shape: t.Shape, Config: t.Memory, Depth: t.Depth, ID: t.ID, Addr: t.Addr}
}

// Inputs has the ports of control and memory.
func (t Top) Inputs() TopIn {
	c, m := t.control().Inputs(), t.memory().Inputs()
	return TopIn{LiteAW: c.AW, LiteW: c.W, LiteAR: c.AR, AW: m.AW, W: m.W, AR: m.AR, Phy: m.Phy}
}

// Build connects the units.
func (t Top) Build(m *hdl.Module, in TopIn) TopOut {
	m.Doc("an NPU")
	giveRow := hdl.Wire(m, "row", t.RowT())
	rowValid := hdl.Wire(m, "row_valid", hdl.BoolT())
	giveBeat, beats := hdl.NewStream(m, "instructions", t.BeatT())
	retired := hdl.Wire(m, "retired", hdl.Vec(5, bundle.RetiredT()))
	best := hdl.Wire(m, "best", hdl.UIntT(32))
	events := hdl.Wire(m, "events", control.Events{})

	c := hdl.Inst(m, "control", t.control(), control.UnitIn{
		AW: in.LiteAW, W: in.LiteW, AR: in.LiteAR, Beats: beats, Retired: retired.Get(), Best: best.Get(), Events: events.Get(),
	})
	mem := hdl.Inst(m, "memory", t.memory(), dma.MemoryIn{
		Stream: c.Weight, Load: c.Load, Store: c.Store, Fetch: c.Read, Row: giveRow.Get(), RowValid: rowValid.Get(),
		AR: in.AR, AW: in.AW, W: in.W, Phy: in.Phy,
	})
	giveBeat.Connect(mem.Fetched)
	giveResult, result := hdl.NewStream(m, "result", t.WordT())
	v := hdl.Inst(m, "vector", vector.Unit{Shape: t.Shape}, vector.UnitIn{Command: c.Vector, Matrix: result, Load: mem.Words})
	x := hdl.Inst(m, "matrix", matrix.Unit{Shape: t.Shape}, matrix.UnitIn{Command: c.Matrix, Weights: mem.Weights, Rows: v.Rows, Read: mem.Read})
	giveResult.Connect(x.Result)
	giveRow.Set(x.Row)
	rowValid.Set(x.RowValid)
	best.Set(v.Best)
	done := make([]bundle.Retired, 5)
	for q, r := range map[isa.Queue]bundle.Retired{
		isa.Weight: mem.Streamed, isa.Load: mem.Loaded, isa.Matrix: x.Retired, isa.Vector: v.Retired, isa.Store: mem.Stored,
	} {
		done[control.Slot(q)] = r
	}
	retired.Set(done)
	events.Set(control.Events{
		MatrixActive: x.Active, MatrixStarved: x.Starved, MatrixShifting: x.Shifting, VectorActive: v.Active,
		ReadFetch: mem.Came[dma.Fetch], ReadLoad: mem.Came[dma.Load], ReadWeights: mem.Came[dma.Weights], ReadHost: mem.Came[dma.HostRead],
		WriteStore: mem.Wrote[dma.StoreWrite], WriteHost: mem.Wrote[dma.HostWrite],
	})
	return TopOut{LiteB: c.B, LiteR: c.R, B: mem.B, R: mem.R, Phy: mem.Phy, Trace: c.Trace, IRQ: c.IRQ, Busy: mem.Busy}
}
