package systolic_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/systolic"
	"npugen/hdl"
	"npugen/sim"
)

// arrayBench drives an array a cycle at a time.
type arrayBench struct {
	*sim.Sim
	t    *testing.T
	c    *hdl.Circuit[systolic.ArrayIn, systolic.ArrayOut]
	def  systolic.Array
	r    *rand.Rand
	act  []*sim.Handle
	w    []*sim.Handle
	load *sim.Handle
	row  *sim.Handle
	swap *sim.Handle
	en   *sim.Handle
	sum  []*sim.Handle
}

// newArrayBench makes a bench for what has the ports and sizes of def.
func newArrayBench(t *testing.T, def systolic.Array, dut hdl.Def[systolic.ArrayIn, systolic.ArrayOut], seed uint64) *arrayBench {
	c, err := hdl.Elaborate(dut)
	require.NoError(t, err)
	s, err := sim.New(c.Design, sim.Options{Seed: seed})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	b := &arrayBench{Sim: s, t: t, c: c, def: def, r: rand.New(rand.NewPCG(seed, 1)), swap: s.Of(c.In.Swap), en: s.Of(c.In.En), load: s.Of(c.In.Load), row: s.Of(c.In.Row)}
	for r := range def.Rows {
		b.act = append(b.act, s.Of(c.In.Act[r]))
	}
	for c2 := range def.Cols {
		b.w = append(b.w, s.Of(c.In.Weight[c2]))
		b.sum = append(b.sum, s.Of(c.Out.Sum[c2]))
	}
	return b
}

// edge is what one cycle feeds to the array.
type edge struct {
	act    []int64
	swap   bool
	weight []int64
	load   int // row, -1 for none
	want   []int64
}

// cycle is one enabled cycle, after stall cycles in which garbage is applied.
// It returns the sums seen during it.
func (b *arrayBench) cycle(e edge, stalls int) []int64 {
	for range stalls {
		b.apply(edge{act: b.noise(b.def.Rows, b.def.ActW), swap: true, weight: b.noise(b.def.Cols, b.def.WeightW), load: 0})
		b.en.Set(0)
		b.step()
	}
	b.apply(e)
	b.en.Set(1)
	out := make([]int64, b.def.Cols)
	for c := range out {
		out[c] = b.sum[c].Int()
	}
	b.step()
	return out
}

func (b *arrayBench) step() { require.NoError(b.t, b.Step()) }

func (b *arrayBench) apply(e edge) {
	for r, h := range b.act {
		h.Set(e.act[r])
	}
	for c, h := range b.w {
		h.Set(e.weight[c])
	}
	b.swap.Set(one(e.swap))
	b.load.Set(one(e.load >= 0))
	b.row.Set(int64(max(e.load, 0)))
}

func one(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func (b *arrayBench) noise(n, w int) []int64 {
	v := make([]int64, n)
	for i := range v {
		v[i] = random(b.r, w)
	}
	return v
}

// random is a w-bit number, often one of the extremes.
func random(r *rand.Rand, w int) int64 {
	lo := -int64(1) << (w - 1)
	switch r.IntN(6) {
	case 0:
		return lo
	case 1:
		return -lo - 1
	}
	return lo + r.Int64N(-2*lo)
}

// schedule is tiles of random numbers of vectors back to back: the weights of
// a tile enter, in random order of rows, while the tile before computes.
func (b *arrayBench) schedule(tiles int) []edge {
	var out []edge
	blank := func() edge {
		return edge{act: b.noise(b.def.Rows, b.def.ActW), weight: b.noise(b.def.Cols, b.def.WeightW), load: -1}
	}
	next := make([][]int64, b.def.Rows) // the shadow
	enter := func(e *edge, r int) {
		next[r], e.load = e.weight, r
	}
	for _, r := range b.r.Perm(b.def.Rows) {
		e := blank()
		enter(&e, r)
		out = append(out, e)
	}
	for range tiles {
		w := append([][]int64(nil), next...)
		order := b.r.Perm(b.def.Rows)
		order = order[:1+b.r.IntN(len(order))] // a partial tile keeps other rows
		for v := range len(order) + b.r.IntN(3) {
			e := blank()
			e.swap = v == 0
			if v < len(order) {
				enter(&e, order[v])
			}
			e.want = product(e.act, w, b.def.Cols)
			out = append(out, e)
		}
	}
	return out
}

func product(act []int64, w [][]int64, cols int) []int64 {
	y := make([]int64, cols)
	for r, a := range act {
		for c := range y {
			y[c] += a * w[r][c]
		}
	}
	return y
}

func TestArrayIsExactWithoutBubbles(t *testing.T) {
	for _, def := range []systolic.Array{
		{Rows: 1, Cols: 1, ActW: 8, WeightW: 8, AccW: 16},
		{Rows: 1, Cols: 5, ActW: 4, WeightW: 8, AccW: 12},
		{Rows: 7, Cols: 1, ActW: 8, WeightW: 4, AccW: 15},
		{Rows: 4, Cols: 4, ActW: 8, WeightW: 8, AccW: 32},
		{Rows: 3, Cols: 6, ActW: 2, WeightW: 2, AccW: 6},
		{Rows: 6, Cols: 3, ActW: 16, WeightW: 16, AccW: 35},
		{Rows: 16, Cols: 16, ActW: 8, WeightW: 8, AccW: 20},
		{Rows: 17, Cols: 32, ActW: 2, WeightW: 3, AccW: 10},
		{Rows: 48, Cols: 50, ActW: 8, WeightW: 8, AccW: 22},
		{Rows: 33, Cols: 18, ActW: 8, WeightW: 8, AccW: 22},
	} {
		checkArray(t, def, def, def.Latency())
	}
}

func TestTiledIsExactWithoutBubbles(t *testing.T) {
	for _, def := range []systolic.Tiled{
		{Rows: 1, Cols: 1, Tile: 1, ActW: 8, WeightW: 8, AccW: 16},
		{Rows: 2, Cols: 2, Tile: 2, ActW: 8, WeightW: 8, AccW: 17},
		{Rows: 4, Cols: 6, Tile: 1, ActW: 8, WeightW: 8, AccW: 20},
		{Rows: 4, Cols: 6, Tile: 2, ActW: 8, WeightW: 8, AccW: 20},
		{Rows: 3, Cols: 9, Tile: 3, ActW: 2, WeightW: 2, AccW: 6},
		{Rows: 12, Cols: 4, Tile: 4, ActW: 16, WeightW: 16, AccW: 36},
		{Rows: 16, Cols: 16, Tile: 8, ActW: 8, WeightW: 8, AccW: 20},
		{Rows: 32, Cols: 64, Tile: 16, ActW: 8, WeightW: 8, AccW: 21},
		{Rows: 64, Cols: 64, Tile: 8, ActW: 8, WeightW: 8, AccW: 32},
		{Rows: 5, Cols: 4, Tile: 2, ActW: 8, WeightW: 8, AccW: 20},
		{Rows: 4, Cols: 5, Tile: 2, ActW: 8, WeightW: 8, AccW: 20},
		{Rows: 7, Cols: 11, Tile: 4, ActW: 8, WeightW: 8, AccW: 20},
		{Rows: 17, Cols: 13, Tile: 8, ActW: 8, WeightW: 8, AccW: 21},
		{Rows: 40, Cols: 100, Tile: 12, ActW: 8, WeightW: 8, AccW: 22},
		{Rows: 9, Cols: 9, Tile: 8, ActW: 8, WeightW: 8, AccW: 20},
	} {
		same := systolic.Array{Rows: def.Rows, Cols: def.Cols, ActW: def.ActW, WeightW: def.WeightW, AccW: def.AccW}
		checkArray(t, same, def, def.Latency())
	}
}

func checkArray(t *testing.T, def systolic.Array, dut hdl.Def[systolic.ArrayIn, systolic.ArrayOut], latency int) {
	for _, stalling := range []bool{false, true} {
		t.Run(fmt.Sprintf("%+v stalls=%v", dut, stalling), func(t *testing.T) {
			for seed := range uint64(2) {
				b := newArrayBench(t, def, dut, seed)
				in := b.schedule(8)
				for i := range len(in) + latency {
					e := in[min(i, len(in)-1)]
					stalls := 0
					if stalling {
						stalls = max(0, b.r.IntN(4)-1)
					}
					got := b.cycle(e, stalls)
					if k := i - latency; k >= 0 && in[k].want != nil {
						require.Equal(t, in[k].want, got, "cycle %d", k)
					}
				}
				require.NoError(t, b.Err())
			}
		})
	}
}
