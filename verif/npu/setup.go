package npu

import (
	"fmt"

	"npugen/blocks/bundle"
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/gen/compile"
	"npugen/gen/npu"
	"npugen/isa/order"
)

// Setup is a chip with its memory.
type Setup struct {
	Name        string
	Shape       bundle.Shape
	ClockMHz    int
	MemoryBytes uint64 // of all channels together
	Queue       int    // commands that wait in each queue
	Profile     string // of the HBM
}

// BurstBytes is what a channel of the HBM moves with a column command, one a
// cycle at most: 64 bits of a pseudo-channel for two cycles, at both edges.
const BurstBytes = 32

// Peak is the bytes that memory moves in a cycle, at most.
func (s Setup) Peak() float64 { return float64(BurstBytes * s.Shape.Channels) }

// Target is what programs are compiled for.
func (s Setup) Target() compile.Target {
	return compile.Target{Shape: s.Shape, MemoryBytes: s.MemoryBytes}
}

// Limits is what can make a program stand still.
func (s Setup) Limits() order.Limits {
	return order.Limits{Queue: s.Queue, Weights: 4 * (s.Shape.Rows + 4)}
}

// system is the circuit for an image of some bytes.
func (s Setup) system(image uint64) (System, error) {
	p, err := profile.Preset(s.Profile)
	if err != nil {
		return System{}, err
	}
	row := uint64(s.Shape.Channels * 2 * p.Geometry.Banks() * p.Geometry.PageBytes) // bytes of a row of all banks
	rows := 2
	for uint64(rows)*row < image {
		rows *= 2
	}
	if rows > p.Geometry.Rows {
		return System{}, fmt.Errorf("an image of %d bytes: the memory has %d", image, uint64(p.Geometry.Rows)*row)
	}
	return System{
		Top:       npu.Top{Shape: s.Shape, Memory: hbm.Default(p, 64), Depth: 128, Queue: s.Queue, Flight: 8, Fetch: 32},
		StoreRows: rows,
	}, nil
}

// Setups is the chips that models run on.
func Setups() []Setup {
	return []Setup{
		{Name: "decode-64", ClockMHz: 1000, MemoryBytes: 2 << 30, Queue: 8, Profile: "hbm2-2000-8gb",
			Shape: bundle.Shape{Rows: 64, Cols: 64, Lanes: 16, VBWords: 8192, ABRows: 2048, SBWords: 512, AccDepth: 64, Channels: 2}},
		{Name: "edge-16", ClockMHz: 1000, MemoryBytes: 1 << 30, Queue: 8, Profile: "hbm2-2000-8gb",
			Shape: bundle.Shape{Rows: 16, Cols: 16, Lanes: 8, VBWords: 8192, ABRows: 4096, SBWords: 512, AccDepth: 64, Channels: 1}},
	}
}
