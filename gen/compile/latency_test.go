package compile

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	hardware "npugen/blocks/matrix"
	"npugen/isa"
	"npugen/isa/asm"
)

// The figures that package blocks/vector states for 64 x 64
// with 16 lanes and rows of 64 elements.
func TestLatency(t *testing.T) {
	g := &geometry{Shape: bundle.Shape{Rows: 64, Cols: 64, Lanes: 16}}
	for text, want := range map[string]int{
		"MAP n0=1 n1=1 len=64 bin=add keep=1":                           10,
		"MAP n0=1 n1=1 len=64 pre=mul bin=mul keep=1":                   12,
		"MAP n0=1 n1=1 len=64 fn=silu keep=1":                           21,
		"MAP n0=1 n1=1 len=64 bin=mul red=sum fin=rsqrt c1=0.5 c2=0.25": 45,
		"QUANT n0=1 n1=1 len=64":                                        25,
		"ARGMAX len=64":                                                 9,
	} {
		program, err := asm.Assemble("", text)
		require.NoError(t, err)
		require.Equal(t, want, g.words(program[0])+g.vectorLatency(program[0]), text)
	}
}

// The figures of products are those of the hardware.
func TestProductLatency(t *testing.T) {
	for _, s := range []bundle.Shape{
		{Rows: 64, Cols: 64, Lanes: 16}, {Rows: 16, Cols: 16, Lanes: 8}, {Rows: 12, Cols: 20, Lanes: 4}, {Rows: 7, Cols: 11, Lanes: 1}, {Rows: 128, Cols: 128, Lanes: 64},
	} {
		g, unit := &geometry{Shape: s}, hardware.Unit{Shape: s}
		require.Equal(t, unit.Latency(), 1+g.productLatency(), "%v", s)
		require.Equal(t, unit.PeakLatency(), g.peakLatency(), "%v", s)
	}
}

// Rows that grow have more words.
func TestWordsOfGrowingRows(t *testing.T) {
	g := &geometry{Shape: bundle.Shape{Rows: 64, Cols: 64, Lanes: 16}}
	program, err := asm.Assemble("", "MAP n0=3 n1=2 len=15 inc=1 keep=1")
	require.NoError(t, err)
	require.Equal(t, 2*(1+1+2), g.words(program[0]))
	require.Equal(t, isa.MAP, program[0].Op())
}
