package compiled

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
	"npugen/sim/internal/irtest"
)

// values is what all signals and words are, in both.
func (b *both) values(t testing.TB) (list []string) {
	t.Helper()
	b.same(t, b.words, "words")
	b.same(t, b.signals, "signals")
	for _, p := range b.words {
		list = append(list, p.name+" "+load(b.got, p.got).Text(16))
	}
	for _, p := range b.signals {
		list = append(list, p.name+" "+load(b.got, p.got).Text(16))
	}
	return list
}

func (b *both) save(want, got *engine.Snapshot) (*engine.Snapshot, *engine.Snapshot) {
	return b.want.Save(want), b.got.Save(got)
}

func (b *both) restore(want, got *engine.Snapshot) {
	b.want.Restore(want)
	b.got.Restore(got)
}

// From a snapshot everything happens again as it did, in both engines.
func TestSnapshotsOfRandomDesigns(t *testing.T) {
	for seed := range uint64(100) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rng(seed)
			d := irtest.RandomGrid
			if seed%3 == 0 {
				d = irtest.Random
			}
			b := newBoth(t, d(r), seed)
			first, same := b.save(nil, nil)
			for range 3 {
				want, got := b.save(first, same)
				before := b.values(t)
				b.run(t, 5, rng(seed+1))
				after := b.values(t)
				for _, p := range b.inputs {
					b.poke(p, r)
				}
				b.restore(want, got)
				require.Equal(t, before, b.values(t))
				b.run(t, 5, rng(seed+1))
				require.Equal(t, after, b.values(t))
				b.restore(want, got)
				for _, p := range b.inputs {
					b.poke(p, r)
				}
				b.values(t)
				b.restore(want, got)
				require.Equal(t, before, b.values(t), "after pokes alone")
				b.run(t, 4, r)
			}
		})
	}
}

// What comes into being after a snapshot has its power-up values again, and
// pieces that are equal are shared.
func TestSnapshotOfPages(t *testing.T) {
	d := irtest.Design(store(72, 1<<20, 8))
	b := newBoth(t, d, 5)
	mem := d.Top.Mems[0]
	at := func(addr int) pair {
		return pair{fmt.Sprint("word ", addr), mem.Width, b.want.Memory(nil, mem, addr), b.got.Memory(nil, mem, addr)}
	}
	b.poke(at(5), rng(1))
	b.poke(at(700_000), rng(1))
	want, got := b.save(nil, nil)
	written := load(b.got, at(700_000).got)
	b.poke(at(700_000), rng(2))
	b.poke(at(900_000), rng(3))
	later, laterGot := b.save(want, got)
	for _, s := range []*engine.Snapshot{later, laterGot} {
		require.InDelta(t, 2*16<<pageShift, s.Fresh, 1<<pageShift, "a page that has changed and one that is new")
		require.GreaterOrEqual(t, s.Size, 3*16<<pageShift)
	}
	overwritten := load(b.got, at(900_000).got)
	b.restore(want, got)
	b.same(t, []pair{at(700_000), at(900_000)}, "restored")
	require.Equal(t, written, load(b.got, at(700_000).got))
	require.NotEqual(t, overwritten, load(b.got, at(900_000).got))
	b.restore(later, laterGot)
	b.same(t, []pair{at(700_000), at(900_000)}, "restored again")
	require.Equal(t, overwritten, load(b.got, at(900_000).got))
}

// The table of the pages of a memory is no part of the state, however near: a
// page is made once.
func TestRestoreKeepsPages(t *testing.T) {
	m := store(512, 5000, 8)
	m.Asserts = append(m.Asserts, &ir.Assertion{Kind: ir.Cover, Name: "hit", Clock: m.Signals[0], Cond: irtest.Ref(m.Signals[2])}) // its count is beyond the table
	d := irtest.Design(m)
	mem := d.Top.Mems[0]
	e, err := New(d, 3)
	require.NoError(t, err)
	defer e.Close()
	word := make([]uint64, 8)
	s := e.Save(nil)
	e.Load(e.Memory(nil, mem, 0), word)
	used := e.l.arena.next
	for range 3 {
		e.Restore(s)
		e.Load(e.Memory(nil, mem, 0), word)
	}
	require.Equal(t, used, e.l.arena.next)
}
