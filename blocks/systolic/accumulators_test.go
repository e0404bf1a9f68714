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

// total is a vector that the accumulators should give out.
type total struct {
	acc []int64
	end bool
}

// TestAccumulators sends random tags, many of them for the entry of the vector
// just before, through a stalling accumulator and compares with a table.
func TestAccumulators(t *testing.T) {
	for _, def := range []systolic.Accumulators{
		{Cols: 1, Depth: 1, SumW: 8, AccW: 8},
		{Cols: 3, Depth: 2, SumW: 16, AccW: 32},
		{Cols: 2, Depth: 5, SumW: 20, AccW: 64},
		{Cols: 16, Depth: 64, SumW: 20, AccW: 32},
	} {
		for seed := range uint64(4) {
			t.Run(fmt.Sprintf("%+v seed %d", def, seed), func(t *testing.T) { runAccumulators(t, def, seed) })
		}
	}
}

func runAccumulators(t *testing.T, def systolic.Accumulators, seed uint64) {
	c, err := hdl.Elaborate(def)
	require.NoError(t, err)
	s, err := sim.New(c.Design, sim.Options{Seed: seed})
	require.NoError(t, err)
	defer s.Close()
	r := rand.New(rand.NewPCG(seed, 2))
	s.PokeName("rst", 1)
	require.NoError(t, s.Step())
	s.PokeName("rst", 0)

	table := map[int][]int64{}
	var want, got []total
	sums := make([]int64, def.Cols) // of the tag before
	addr := 0
	for cycle := range 600 {
		en := r.IntN(4) > 0
		s.Poke(c.In.En, one(en))
		for i, v := range sums {
			s.Poke(c.In.Sum[i], v)
		}
		valid := r.IntN(5) > 0 && cycle < 590
		if r.IntN(3) == 0 {
			addr = r.IntN(def.Depth)
		}
		entry, open := table[addr]
		first, last, end := !open || r.IntN(8) == 0, r.IntN(3) == 0, r.IntN(2) == 0
		s.Poke(c.In.Tag.Valid, one(valid))
		s.Poke(c.In.Tag.Addr, int64(addr))
		s.Poke(c.In.Tag.First, one(first))
		s.Poke(c.In.Tag.Last, one(last))
		s.Poke(c.In.Tag.Mark, one(end))
		if en && s.Peek(c.Out.Valid) == 1 {
			x := total{end: s.Peek(c.Out.Mark) == 1}
			for _, h := range c.Out.Acc {
				x.acc = append(x.acc, s.Peek(h))
			}
			got = append(got, x)
		}
		require.NoError(t, s.Step())
		if !en {
			continue
		}
		sums = make([]int64, def.Cols)
		next := make([]int64, def.Cols)
		for i := range sums {
			sums[i] = random(r, def.SumW)
			if !first {
				next[i] = entry[i]
			}
			next[i] = (next[i] + sums[i]) << (64 - def.AccW) >> (64 - def.AccW)
		}
		switch {
		case valid && last:
			delete(table, addr)
			want = append(want, total{next, end})
		case valid:
			table[addr] = next
		}
	}
	require.NotEmpty(t, want)
	require.Equal(t, want, got)
}
