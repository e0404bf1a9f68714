package npu

import (
	"fmt"

	"npugen/blocks/bundle"
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/gen/config"
	"npugen/hdl"
)

// What no configuration changes.
const (
	flight = 8   // commands that a unit has taken and not completed
	fetch  = 32  // beats of instructions read ahead
	depth  = 128 // lines that a channel may be ahead of the others
)

// New is the chip of a configuration and the profile of its memory, or what
// keeps the configuration from being a whole chip.
func New(c config.Config) (Top, profile.Profile, error) {
	p, err := profile.Preset(c.NPU.Memory)
	if err != nil {
		return Top{}, p, fmt.Errorf("%s: npu.memory: %w", c.Name, err)
	}
	s := Shape(c)
	if what, fix := s.Problem(); what != "" {
		return Top{}, p, fmt.Errorf("%s: a chip with %s: %s", c.Name, what, fix)
	}
	if t := c.Types; t.ActWidth != 8 || t.WeightWidth != 8 {
		return Top{}, p, fmt.Errorf("%s: a chip with activations of %d bits and weights of %d: its instructions have 8 bits for both", c.Name, t.ActWidth, t.WeightWidth)
	}
	top := Top{
		Shape: s, Tile: c.NPU.Tile, Queue: c.NPU.Queue, Flight: flight, Fetch: fetch,
		Memory: hbm.Default(p, c.NPU.Entries), Depth: depth,
	}
	return top, p, nil
}

// Shape is the sizes that a configuration names.
func Shape(c config.Config) bundle.Shape {
	return bundle.Shape{
		Rows: c.Array.Rows, Cols: c.Array.Cols, Lanes: c.NPU.Lanes, Channels: c.NPU.Channels,
		VBWords: c.NPU.VectorWords, ABRows: c.NPU.ActivationRows, SBWords: c.NPU.Scalars, AccDepth: c.NPU.Vectors, TopK: c.NPU.TopK,
	}
}

// Elaborate is the chip's circuit.
func Elaborate(c config.Config) (*hdl.Circuit[TopIn, TopOut], error) {
	top, _, err := New(c)
	if err != nil {
		return nil, err
	}
	return hdl.Elaborate(top)
}
