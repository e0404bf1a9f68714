package compiled

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
	"npugen/sim/internal/irtest"
)

// Batches of random designs with stretches in which no input changes, on both
// codes, against the interpreter row by row.
func TestBatches(t *testing.T) {
	rested := 0
	for seed := range uint64(100) {
		r := rng(seed)
		design := irtest.RandomGrid
		if seed%4 == 0 {
			design = irtest.Random
		}
		b := newBoth(t, design(r), seed)
		outs := b.outputs()
		batch, err := b.got.Batch(1, places(b.inputs), places(outs))
		require.NoError(t, err)
		if batch == nil {
			continue // of asynchronous resets
		}
		for range 6 {
			b.got.Skip(r.IntN(3) != 0)
			if len(b.regs) > 0 && r.IntN(2) == 0 {
				b.poke(pick(r, b.regs), r)
			}
			rows := b.rows(r, 1+r.IntN(8))
			for len(rows) > 0 { // it stops where something happens
				n, in := len(rows), flat(rows)
				got := make([]uint64, n*batch.out)
				done, happened, err := batch.Run(in, got, n)
				require.NoError(t, err)
				want, expected := b.replay(1, rows, outs)
				require.Equal(t, want, got[:done*batch.out], "seed %d", seed)
				require.Equal(t, fmt.Sprint(expected), fmt.Sprint(events(happened)))
				rows = rows[done:]
			}
		}
		if c := batch.codes.watching; c != nil {
			for i := range c.plan.watch.zones {
				if b.got.mem[c.plan.watch.flags+uint32(i)] == 0 {
					rested++
				}
			}
		}
	}
	require.NotZero(t, rested)
}

// Batches are made for each of many cases: their tables are the same memory.
func TestManyBatchesTakeLittleMemory(t *testing.T) {
	b := newBoth(t, irtest.Array(2, 8, 32), 1)
	before := b.got.l.arena.next
	for range 20 {
		_, err := b.got.Batch(1, places(b.inputs), places(b.outputs()))
		require.NoError(t, err)
	}
	require.Less(t, b.got.l.arena.next-before, uint32(2*tableBytes))
}

func (b *both) outputs() (list []pair) {
	for _, s := range b.d.Top.Signals {
		for i := range s.Count {
			if s.Kind == ir.Output {
				list = append(list, pair{s.Name, s.Type.Width, b.want.Signal(nil, s, i), b.got.Signal(nil, s, i)})
			}
		}
	}
	return list
}

// rows is n rows of inputs, many like the one before.
func (b *both) rows(r *rand.Rand, n int) (rows [][]uint64) {
	for i := range n {
		if i > 0 && r.IntN(2) == 0 {
			rows = append(rows, rows[i-1])
			continue
		}
		var row []uint64
		for _, p := range b.inputs {
			words := make([]uint64, p.want.Words)
			engine.ToWords(words, random(r, p.width))
			row = append(row, words...)
		}
		rows = append(rows, row)
	}
	return rows
}

// replay is what the interpreter makes of rows, up to the first edge at which
// something happens, and what that is.
func (b *both) replay(clocks uint64, rows [][]uint64, outs []pair) (want []uint64, happened []string) {
	for i := 0; i < len(rows) && len(happened) == 0; i++ {
		row := rows[i]
		for _, p := range b.inputs {
			b.want.Store(p.want, row[:p.want.Words])
			row = row[p.want.Words:]
		}
		if err := b.want.Settle(); err != nil {
			panic(err)
		}
		for _, p := range outs {
			words := make([]uint64, p.want.Words)
			b.want.Load(p.want, words)
			want = append(want, words...)
		}
		happened = events(b.want.Edge(clocks))
	}
	return want, happened
}

func flat(rows [][]uint64) (words []uint64) {
	for _, row := range rows {
		words = append(words, row...)
	}
	return words
}

func places(list []pair) (locs []engine.Loc) {
	for _, p := range list {
		locs = append(locs, p.got)
	}
	return locs
}
