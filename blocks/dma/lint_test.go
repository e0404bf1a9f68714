package dma_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/dma"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif"
)

func TestLint(t *testing.T) {
	var designs []*ir.Design
	for _, s := range shapes[1:5] {
		designs = append(designs, elaborate(t, dma.Streamer{Shape: s}), elaborate(t, dma.Loader{Shape: s}), elaborate(t, dma.Store{Shape: s}))
	}
	verif.Lint(t, append(designs, elaborate(t, dma.Port{Shape: shapes[0], Lines: 24, Depth: 256}), elaborate(t, dma.Port{Shape: shapes[7], Lines: 30, Depth: 256}))...)
}

// A Memory with its devices, as a user gets it, and what it refuses.
func TestMemoryLint(t *testing.T) {
	verif.Lint(t, elaborate(t, newSystem(t, shape(4, 4, 2, 2), 16, 2)))
	verif.Lint(t, elaborate(t, newSystem(t, shape(12, 24, 12, 1), 16, 2)))
}

func TestMemoryRefuses(t *testing.T) {
	s := newSystem(t, shape(4, 4, 2, 2), 16, 2).Memory
	for _, c := range []struct {
		change func(*dma.Memory)
		want   string
	}{
		{func(x *dma.Memory) { x.Config.Geometry.Rows <<= 9 }, "a memory of more lines than 32 bits number"},
		{func(x *dma.Memory) { x.Addr = 20 }, "addresses that do not reach the end of the memory"},
		{func(x *dma.Memory) { x.Depth = 3 }, "a depth that is no power of two"},
		{func(x *dma.Memory) { x.Config.ECC = true }, "check bytes in an interleaver"},
		{func(x *dma.Memory) { x.Cols = 3 }, "cols 3"},
	} {
		x := s
		c.change(&x)
		_, err := hdl.Elaborate(x)
		require.ErrorContains(t, err, c.want)
	}
}
