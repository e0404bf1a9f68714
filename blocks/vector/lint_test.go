package vector_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/blocks/vector"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif"
)

func TestCleanVerilog(t *testing.T) {
	var all []*ir.Design
	for _, s := range []bundle.Shape{
		{Rows: 4, Cols: 4, Lanes: 1, VBWords: 2, ABRows: 256, SBWords: 2, AccDepth: 1, Channels: 1, TopK: 1},
		{Rows: 4, Cols: 16, Lanes: 2, VBWords: 1024, ABRows: 2, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 4},
		{Rows: 8, Cols: 8, Lanes: 8, VBWords: 64, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 0},
		{Rows: 64, Cols: 16, Lanes: 4, VBWords: 64, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 64},
		{Rows: 12, Cols: 24, Lanes: 12, VBWords: 64, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 5},
		{Rows: 10, Cols: 7, Lanes: 4, VBWords: 64, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 5},
		{Rows: 11, Cols: 12, Lanes: 6, VBWords: 64, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 0},
		{Rows: 9, Cols: 15, Lanes: 3, VBWords: 64, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 5},
	} {
		all = append(all, design(t, s))
	}
	verif.Lint(t, all...)
}

func TestWrongShape(t *testing.T) {
	_, err := hdl.Elaborate(vector.Unit{Shape: bundle.Shape{Rows: 4, Cols: 4, Lanes: 8, VBWords: 64, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: 1}})
	var ds hdl.Diagnostics
	require.ErrorAs(t, err, &ds)
	require.Len(t, ds, 1)
	require.Equal(t, "lanes 8", ds[0].Message)
}
