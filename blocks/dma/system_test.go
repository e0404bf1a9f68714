package dma_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/blocks/dma"
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/axi"
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
	devices "npugen/verif/hbm"
)

// system is a Memory with a device and a timing checker for each channel.
type system struct {
	Memory    dma.Memory
	StoreRows int
}

type systemIn struct {
	Stream   hdl.Source[bundle.Stream]
	Load     hdl.Source[bundle.Load]
	Store    hdl.Source[bundle.Store]
	Fetch    hdl.Source[hdl.UInt]
	Row      bundle.Row
	RowValid hdl.Bool

	AR hdl.Source[axi.Address]
	AW hdl.Source[axi.Address]
	W  hdl.Source[axi.WriteBeat]
}

type systemOut struct {
	Weights hdl.Source[hdl.UInt]
	Words   hdl.Source[bundle.Word]
	Read    hdl.Source[hdl.UInt]
	Fetched hdl.Source[hdl.UInt]

	Streamed bundle.Retired
	Loaded   bundle.Retired
	Stored   bundle.Retired

	R hdl.Source[axi.ReadBeat]
	B hdl.Source[axi.Answer]

	Came  []hdl.UInt // beats for each client
	Wrote []hdl.UInt // beats by each client
	Busy  hdl.Bool
	Wrong hdl.Bool // any checker has found anything
}

func (s system) Inputs() systemIn {
	in := s.Memory.Inputs()
	return systemIn{in.Stream, in.Load, in.Store, in.Fetch, in.Row, in.RowValid, in.AR, in.AW, in.W}
}

func (s system) Build(m *hdl.Module, in systemIn) systemOut {
	m.Doc("memory of an NPU with devices and timing checkers")
	c := s.Memory.Config
	phy := hdl.Wire(m, "answers", hdl.Vec(s.Memory.Channels, c.PhyInT()))
	x := hdl.Inst(m, "memory", s.Memory, dma.MemoryIn{
		Stream: in.Stream, Load: in.Load, Store: in.Store, Fetch: in.Fetch, Row: in.Row, RowValid: in.RowValid,
		AR: in.AR, AW: in.AW, W: in.W, Phy: phy.Get(),
	})
	var back []hbm.PhyIn
	var wrong []hdl.Bool
	for i, p := range x.Phy {
		d := hdl.Inst(m, hdl.N("device", i), devices.Device{Config: c, Timings: c.Timings, StoreRows: s.StoreRows}, devices.DeviceIn{Phy: []hbm.PhyOut{p}})
		back = append(back, d.Phy[0])
		k := hdl.Inst(m, hdl.N("timing", i), devices.Checker{Geometry: c.Geometry, Timings: c.Timings, Phases: 1}, devices.CheckerIn{Row: []hbm.RowCommand{p.Row}, Col: []hbm.ColCommand{p.Col}})
		m.Unused(k.Wrong, k.Seen)
		wrong = append(wrong, k.Count.OrR())
	}
	phy.Set(back)
	count := func(name string, events []hdl.Bool) (out []hdl.UInt) {
		for i, e := range events {
			r := hdl.RegInit(m, hdl.N(name, i), hdl.U(0, 32))
			m.When(e, func() { r.D(r.Q().AddWrap(hdl.U(1))) })
			out = append(out, r.Q())
		}
		return out
	}
	return systemOut{
		Weights: x.Weights, Words: x.Words, Read: x.Read, Fetched: x.Fetched,
		Streamed: x.Streamed, Loaded: x.Loaded, Stored: x.Stored, R: x.R, B: x.B,
		Came: count("came_count", x.Came), Wrote: count("wrote_count", x.Wrote), Busy: x.Busy, Wrong: hdl.Any(wrong...),
	}
}

// newSystem has controllers with so many entries.
func newSystem(t testing.TB, s bundle.Shape, entries, storeRows int) system {
	t.Helper()
	p, err := profile.Preset("hbm2-2000-8gb")
	require.NoError(t, err)
	return system{Memory: dma.Memory{Shape: s, Config: hbm.Default(p, entries), Depth: 256, ID: 4, Addr: 40}, StoreRows: storeRows}
}
