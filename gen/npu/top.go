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

// Top is the whole chip. All of it runs on the clock of the memory.
type Top struct {
	bundle.Shape
	Tile   int        // side of a tile of the array; 0: the usual
	Queue  int        // commands that wait in each queue
	Flight int        // commands that a unit has taken and not completed
	Fetch  int        // beats of instructions read ahead
	Memory hbm.Config // of each channel
	Depth  int        // lines that a channel may be ahead of the others
}

// idBits is the bits of the host's ids, addrBits those of its byte addresses.
const (
	idBits   = 4
	addrBits = 40
)

// LiteIn is the host's channels to the registers.
type LiteIn struct {
	AW hdl.Source[control.LiteAddress]
	W  hdl.Source[control.LiteWrite]
	AR hdl.Source[control.LiteAddress]
}

// LiteOut is the registers' answers.
type LiteOut struct {
	B hdl.Source[control.LiteAnswer]
	R hdl.Source[control.LiteRead]
}

// HostIn is the host's channels to the memory.
type HostIn struct {
	AW hdl.Source[axi.Address]
	W  hdl.Source[axi.WriteBeat]
	AR hdl.Source[axi.Address]
}

// HostOut is the memory's answers.
type HostOut struct {
	B hdl.Source[axi.Answer]
	R hdl.Source[axi.ReadBeat]
}

// TopIn is what comes from the host and from the PHYs.
type TopIn struct {
	Lite LiteIn
	Host HostIn
	Phy  []hbm.PhyIn
}

// TopOut is what goes to the host and to the PHYs, and the trace of the queues.
type TopOut struct {
	Lite  LiteOut
	Host  HostOut
	Phy   []hbm.PhyOut
	Trace []control.Trace // by control.Slot
	IRQ   hdl.Bool        `hdl:"irq"`
}

func (t Top) control() control.Unit {
	return control.Unit{Shape: t.Shape, Queue: t.Queue, Flight: t.Flight, Fetch: t.Fetch}
}

func (t Top) memory() dma.Memory {
	return dma.Memory{Shape: t.Shape, Config: t.Memory, Depth: t.Depth, ID: idBits, Addr: addrBits}
}

// Inputs has the ports of the shape.
func (t Top) Inputs() TopIn {
	c, h := t.control().Inputs(), t.memory().Inputs()
	return TopIn{Lite: LiteIn{c.AW, c.W, c.AR}, Host: HostIn{h.AW, h.W, h.AR}, Phy: h.Phy}
}

// Build wires the units.
func (t Top) Build(m *hdl.Module, in TopIn) TopOut {
	m.Doc("inference chip for language models")
	t.Shape = t.Checked(m)
	var ends links
	from := ends.declare(m, t.Shape)

	mem := hdl.Inst(m, "memory", t.memory(), dma.MemoryIn{
		Stream: from.stream, Load: from.load, Store: from.store, Fetch: from.fetch,
		Row: from.row, RowValid: from.rowValid,
		AR: in.Host.AR, AW: in.Host.AW, W: in.Host.W, Phy: in.Phy,
	})
	mat := hdl.Inst(m, "matrix", matrix.Core{Shape: t.Shape, Tile: t.Tile}, matrix.CoreIn{
		Ahead:  from.ahead,
		UnitIn: matrix.UnitIn{Command: from.matmul, Weights: mem.Weights, Rows: from.rows, Read: mem.Read},
	})
	vec := hdl.Inst(m, "vector", vector.Unit{Shape: t.Shape}, vector.UnitIn{
		Command: from.vector, Matrix: mat.Result, Load: mem.Words,
	})
	ctl := hdl.Inst(m, "control", t.control(), control.UnitIn{
		AW: in.Lite.AW, W: in.Lite.W, AR: in.Lite.AR, Beats: mem.Fetched,
		Retired: bySlot(map[isa.Queue]bundle.Retired{
			isa.Weight: mem.Streamed, isa.Load: mem.Loaded, isa.Matrix: mat.Retired, isa.Vector: vec.Retired, isa.Store: mem.Stored,
		}),
		Best: vec.Best,
		Events: control.Events{
			MatrixActive: mat.Active, MatrixStarved: mat.Starved, MatrixShifting: mat.Shifting, VectorActive: vec.Active,
			ReadFetch: mem.Came[dma.Fetch], ReadLoad: mem.Came[dma.Load], ReadWeights: mem.Came[dma.Weights], ReadHost: mem.Came[dma.HostRead],
			WriteStore: mem.Wrote[dma.StoreWrite], WriteHost: mem.Wrote[dma.HostWrite],
		},
	})
	m.Unused(mem.Busy)
	ends.connect(ctl, mat, vec)
	return TopOut{
		Lite: LiteOut{ctl.B, ctl.R}, Host: HostOut{mem.B, mem.R}, Phy: mem.Phy, Trace: ctl.Trace, IRQ: ctl.IRQ,
	}
}

// bySlot is a list of what the queues have.
func bySlot[T any](of map[isa.Queue]T) []T {
	list := make([]T, len(of))
	for q, v := range of {
		list[control.Slot(q)] = v
	}
	return list
}
