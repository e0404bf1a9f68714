package matrix_test

import (
	"math/bits"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"npugen/blocks/bundle"
	"npugen/blocks/matrix"
	"npugen/blocks/stream/streamtest"
	"npugen/hdl"
	"npugen/hdl/ir"
)

func elaborate[I, O any](t testing.TB, d hdl.Def[I, O]) *ir.Design {
	t.Helper()
	c, err := hdl.Elaborate(d)
	require.NoError(t, err)
	return c.Design
}

// shape has buffers that are large enough for the tests.
func shape(rows, cols, lanes, accDepth int) bundle.Shape {
	return bundle.Shape{Rows: rows, Cols: cols, Lanes: lanes, VBWords: 4096, ABRows: 64, SBWords: 16, AccDepth: accDepth, Channels: 1}
}

// TestUnit runs random programs on units of random shapes; every stream stalls
// at random.
func TestUnit(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) { program(t, r, rapid.Uint64Range(1, 2).Draw(r, "seed")) })
}

// program is one random program; seed is that of the values at power-up.
func program(t *testing.T, r *rapid.T, seed uint64) {
	side := []int{4, 4, 4, 8, 8, 16, 32, 64, 128}
	s := shape(rapid.SampledFrom(side[:7]).Draw(r, "rows"), rapid.SampledFrom(side[:7]).Draw(r, "cols"), 1, 1<<rapid.IntRange(0, 3).Draw(r, "acc depth"))
	switch {
	case rapid.Bool().Draw(r, "any sides"):
		s.Rows, s.Cols = rapid.IntRange(4, 20).Draw(r, "any rows"), rapid.IntRange(4, 20).Draw(r, "any cols")
	case rapid.IntRange(0, 10).Draw(r, "large") == 0:
		s.Rows, s.Cols = rapid.SampledFrom(side).Draw(r, "large rows"), rapid.SampledFrom(side).Draw(r, "large cols")
	}
	s.Lanes = rapid.IntRange(1, min(s.Rows, s.Cols)).Draw(r, "lanes")
	if rapid.Bool().Draw(r, "power of two") {
		s.Lanes = 1 << (bits.Len(uint(s.Lanes)) - 1)
	}
	tile := 0
	if rapid.Bool().Draw(r, "small tile") {
		tile = rapid.IntRange(1, min(s.Rows, s.Cols, 16)).Draw(r, "tile")
	}
	var d *ir.Design
	if rapid.Bool().Draw(r, "core") {
		d = elaborate(t, matrix.Core{Shape: s, Tile: tile})
	} else {
		d = elaborate(t, matrix.Unit{Shape: s, Tile: tile})
	}
	b := newBench(t, d, s, seed)
	negative := rapid.Bool().Draw(r, "negative") // so that what does not count would be greater
	if negative {
		b.positive()
	}
	rate := func(name string) float64 { return []float64{1, 1, 0.6, 0.15}[rapid.IntRange(0, 3).Draw(r, name)] }
	b.command.Rate, b.weights.Rate, b.result.Rate, b.read.Rate = rate("commands"), rate("weights"), rate("results"), rate("reads")
	if b.ahead != nil {
		b.ahead.Rate = rate("ahead")
	}
	work := 0
	for range rapid.IntRange(1, 8).Draw(r, "instructions") {
		c := matmul{
			M: rapid.IntRange(1, s.AccDepth).Draw(r, "m"), KT: rapid.IntRange(0, 4).Draw(r, "kt"), NT: rapid.IntRange(0, 3).Draw(r, "nt"),
			AStride: rapid.IntRange(0, 6).Draw(r, "a_stride"), Last: rapid.IntRange(1, s.Rows).Draw(r, "last_rows"),
			Plain: rapid.Bool().Draw(r, "plain"), Negative: negative,
			D: s.Lanes * rapid.IntRange(0, 9).Draw(r, "d"), DStride: s.Lanes * rapid.IntRange(0, 9).Draw(r, "d_stride"),
		}
		c.A = rapid.IntRange(0, 15).Draw(r, "a")
		if c.Peak = rapid.Bool().Draw(r, "peak"); c.Peak {
			c.P = s.Lanes * rapid.IntRange(0, 9).Draw(r, "p")
			all := c.NT * s.Cols
			c.Len = rapid.IntRange(max(0, all-s.Cols+1), all).Draw(r, "len")
			if rapid.Bool().Draw(r, "growing") {
				least := (c.M-1)/(all-c.Len+1) + 1
				c.Each = rapid.IntRange(least, least+2).Draw(r, "each")
			}
		}
		b.add(c)
		work += 20 + c.NT*(c.M*s.Cols/s.Lanes+c.KT*(s.Rows+4+c.M))
	}
	for range 50 {
		b.read.Send(streamtest.D(b.Rand.Uint64N(uint64(s.ABRows))))
	}
	b.finish(1000 + 20*work)
}
