package dma_test

import (
	"testing"

	"npugen/blocks/dma"
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
