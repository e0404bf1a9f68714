package npu

import (
	"fmt"

	"npugen/gen/compile"
	"npugen/gen/config"
	"npugen/gen/npu"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/isa/order"
	"npugen/sim"
)

// Setup is a chip with its memory.
type Setup struct {
	Name        string
	Top         npu.Top
	ClockMHz    int    // of the memory, and so of the chip
	MemoryBytes uint64 // of all channels together
	Checked     bool   // simulate the hardware's assertions too, at the price of speed

	// Patience is the cycles without an answer on a bus, or without a retirement of
	// short instructions, after which the chip is held to stand still; 0: 65,536.
	Patience int
}

func (s Setup) patience() int {
	if s.Patience == 0 {
		return 1 << 16
	}
	return s.Patience
}

// NewSetup is the chip of a configuration, or what keeps it from being one.
func NewSetup(c config.Config) (Setup, error) {
	top, p, err := npu.New(c)
	if err != nil {
		return Setup{}, err
	}
	clock := 1_000_000 / p.TCKps
	if c.ClockMHz != clock {
		return Setup{}, fmt.Errorf("%s: clock_mhz %d: a chip runs at the clock of its memory, %s: write clock_mhz: %d", c.Name, c.ClockMHz, c.NPU.Memory, clock)
	}
	return Setup{
		Name: c.Name, Top: top, ClockMHz: clock,
		MemoryBytes: uint64(p.Geometry.Bytes()) * uint64(top.Channels),
	}, nil
}

// period is that of the clock.
func (s Setup) period() sim.Time { return sim.Us / sim.Time(s.ClockMHz) }

// BurstBytes is what a channel of the HBM moves with a column command, one a
// cycle at most: 64 bits of a pseudo-channel for two cycles, at both edges.
const BurstBytes = 32

// Peak is the bytes that memory moves in a cycle, at most.
func (s Setup) Peak() float64 { return float64(BurstBytes * s.Top.Channels) }

// Target is what programs are compiled for.
func (s Setup) Target() compile.Target {
	return compile.Target{Shape: s.Top.Shape, MemoryBytes: s.MemoryBytes}
}

// Limits is what can make a program stand still.
func (s Setup) Limits() order.Limits {
	return order.Limits{Queue: s.Top.Queue, Weights: 4 * (s.Top.Rows + 4)}
}

// design is the netlist of the System for an image of some bytes.
func (s Setup) design(image uint64) (*ir.Design, error) {
	g := s.Top.Memory.Geometry
	row := uint64(s.Top.Channels * 2 * g.Banks() * g.PageBytes) // bytes of a row of all banks
	rows := 2
	for uint64(rows)*row < image {
		rows *= 2
	}
	if rows > g.Rows {
		return nil, fmt.Errorf("an image of %d bytes: the memory has %d", image, uint64(g.Rows)*row)
	}
	c, err := hdl.Elaborate(System{Top: s.Top, StoreRows: rows})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	return c.Design, nil
}
