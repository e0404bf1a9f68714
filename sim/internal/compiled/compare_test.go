package compiled

import (
	"errors"
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
	"npugen/sim/internal/irtest"
)

var count = flag.Int("designs", 2000, "random designs to compare with the interpreter")

// both is a design on the interpreter and on the compiled engine.
type both struct {
	d       *ir.Design
	want    *engine.Engine
	got     *Engine
	inputs  []pair
	regs    []pair
	signals []pair
	words   []pair
	clocks  int
	skips   bool // what does not change, at the next edge
	rested  int  // zones, summed over edges
}

// pair is one value in both.
type pair struct {
	name      string
	width     int
	want, got engine.Loc
}

func newBoth(t testing.TB, d *ir.Design, seed uint64) *both {
	t.Helper()
	return newBothIn(t, d, seed, manner{checked: true})
}

func newBothIn(t testing.TB, d *ir.Design, seed uint64, how manner) *both {
	t.Helper()
	require.NoError(t, ir.Verify(d))
	interpreter := engine.New
	if !how.checked {
		interpreter = engine.NewUnchecked
	}
	want, err := interpreter(d, seed)
	require.NoError(t, err)
	got, err := newEngine(d, seed, how)
	if errors.Is(err, ErrUnsupported) {
		t.Skip(err)
	}
	require.NoError(t, err)
	t.Cleanup(got.Close)
	b := &both{d: d, want: want, got: got}
	for _, s := range d.Top.Signals {
		if s.Kind != ir.Input {
			continue
		}
		if s.Type.Class == ir.Clock {
			b.clocks++
			continue
		}
		for i := range s.Count {
			b.inputs = append(b.inputs, pair{s.Name, s.Type.Width, want.Signal(nil, s, i), got.Signal(nil, s, i)})
		}
	}
	b.add(d.Top, nil, "")
	return b
}

func (b *both) add(m *ir.Module, path []engine.Step, name string) {
	for _, s := range m.Signals {
		for i := range s.Count {
			if s.Type.Class != ir.Clock {
				x := pair{fmt.Sprintf("%s%s[%d]", name, s.Name, i), s.Type.Width, b.want.Signal(path, s, i), b.got.Signal(path, s, i)}
				b.signals = append(b.signals, x)
				if s.Kind == ir.Reg {
					b.regs = append(b.regs, x)
				}
			}
		}
	}
	for _, mem := range m.Mems {
		for a := range min(mem.Depth, 600) {
			b.words = append(b.words, pair{fmt.Sprintf("%s%s[%d]", name, mem.Name, a), mem.Width, b.want.Memory(path, mem, a), b.got.Memory(path, mem, a)})
		}
	}
	for _, inst := range m.Insts {
		cells := 1
		if inst.Grid != nil {
			cells = inst.Grid.Cells()
		}
		for c := range cells {
			step := engine.Step{Inst: inst, Cell: c}
			b.add(inst.Module, append(path[:len(path):len(path)], step), name+engine.StepName(step)+".")
		}
	}
}

func load(e interface{ Load(engine.Loc, []uint64) }, l engine.Loc) *big.Int {
	words := make([]uint64, l.Words)
	e.Load(l, words)
	return engine.FromWords(words)
}

func (b *both) settle(t testing.TB) {
	t.Helper()
	require.NoError(t, b.want.Settle())
	require.NoError(t, b.got.Settle())
}

func (b *both) same(t testing.TB, list []pair, when string) {
	t.Helper()
	b.settle(t)
	for _, p := range list {
		if got, want := load(b.got, p.got), load(b.want, p.want); got.Cmp(want) != 0 {
			t.Fatalf("%s: %s = %x, want %x", when, p.name, got, want)
		}
	}
}

// poke stores a random number in both.
func (b *both) poke(p pair, r *rand.Rand) {
	words := make([]uint64, p.got.Words)
	engine.ToWords(words, random(r, p.width))
	b.want.Store(p.want, words)
	b.got.Store(p.got, words)
}

// pokeState stores a random number in a register, or a word of a memory, now and
// then.
func (b *both) pokeState(r *rand.Rand) {
	for _, list := range [][]pair{b.regs, b.words} {
		if len(list) > 0 && r.IntN(6) == 0 {
			b.poke(pick(r, list), r)
		}
	}
}

// ways are how the code of the compiled engine is chosen in a run.
type ways int

const (
	watching ways = iota // what does not change is skipped
	later                // after as long a time in which everything is computed
	either               // one or the other, at random
)

// choose chooses the code of the next cycle.
func (b *both) choose(w ways, plain bool, r *rand.Rand) {
	skip := w == watching || w == later && !plain || w == either && r.IntN(2) == 0
	b.got.Skip(skip)
	b.skips = skip
}

// rest counts the zones that the next edge of some clocks may skip.
func (b *both) rest(clocks uint64) {
	t := b.got.ticks[clocks]
	if !b.skips || t == nil || t.watching == nil || t.watching.seen != b.got.version(t.watching.plan) {
		return
	}
	w := t.watching.plan.watch
	for i := range w.zones {
		if b.got.mem[w.flags+uint32(i)] == 0 {
			b.rested++
		}
	}
}

// run drives both with random inputs and random sets of clocks, with stretches
// in which nothing is driven, now and then sets a register or a word of a
// memory, and compares all signals and memories after every edge, signals
// before it too.
func (b *both) run(t testing.TB, cycles int, r *rand.Rand) {
	t.Helper()
	sets := []uint64{1} // of clocks; each is code of its own, so not all in every design
	if b.clocks > 1 {
		sets = []uint64{1 + r.Uint64N(1<<b.clocks-1), 1 + r.Uint64N(1<<b.clocks-1)}
	}
	way := ways(r.IntN(3))
	if way == later {
		cycles *= 2
	}
	quiet := 0
	for cycle := range cycles {
		b.choose(way, cycle < cycles/2, r)
		switch {
		case quiet > 0:
			quiet--
		case r.IntN(8) == 0:
			quiet = 1 + r.IntN(6)
		default:
			for _, p := range b.inputs {
				if r.IntN(3) != 0 {
					b.poke(p, r)
				}
			}
		}
		b.pokeState(r)
		b.same(t, b.signals, fmt.Sprintf("cycle %d before the edge", cycle))
		clocks := pick(r, sets)
		b.rest(clocks)
		want := fmt.Sprint(events(b.want.Edge(clocks)))
		require.Equal(t, want, fmt.Sprint(events(b.got.Edge(clocks))), "cycle %d", cycle)
		after := fmt.Sprintf("cycle %d after the edge of %b", cycle, clocks)
		b.same(t, b.words, after)
		b.same(t, b.signals, after)
	}
}

func events(list []engine.Event) (text []string) {
	for _, e := range list {
		if e.Assert != nil {
			text = append(text, e.Path+" "+e.Assert.Name)
		} else {
			text = append(text, fmt.Sprint(e.Path, e.Mem.Name, e.Addr))
		}
	}
	return text
}

func random(r *rand.Rand, width int) *big.Int {
	v := new(big.Int)
	for range (width + 63) / 64 {
		v.Lsh(v, 64)
		switch r.IntN(6) {
		case 0:
		case 1:
			v.Or(v, new(big.Int).SetUint64(^uint64(0)))
		default:
			v.Or(v, new(big.Int).SetUint64(r.Uint64()))
		}
	}
	return v.And(v, ir.Mask(width))
}

func rng(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 7)) }

func TestArray(t *testing.T) {
	for _, n := range []int{1, 2, 5, 16, 20, 35, 41} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			newBoth(t, irtest.Array(n, 8, 32), 3).run(t, 30, rng(uint64(n)))
		})
	}
}

// Arrays in which values move north and west, so that loops run upwards, and in
// which some move against the loop.
func TestArrayTurned(t *testing.T) {
	for name, kinds := range map[string]map[ir.ConnKind]ir.ConnKind{
		"north and west": {ir.ConnNorth: ir.ConnSouth, ir.ConnWest: ir.ConnEast},
		"south and west": {ir.ConnNorth: ir.ConnNorth, ir.ConnWest: ir.ConnEast},
	} {
		for _, n := range []int{5, 37} {
			t.Run(fmt.Sprint(name, " ", n), func(t *testing.T) {
				d := irtest.Array(n, 8, 32)
				for i, c := range d.Top.Insts[0].Ins {
					if k, ok := kinds[c.Kind]; ok {
						d.Top.Insts[0].Ins[i].Kind = k
					}
				}
				newBoth(t, d, 3).run(t, 30, rng(uint64(n)))
			})
		}
	}
}

// TestRandomDesigns has the skipping code on in every design, and makes sure that
// there is something to skip in most, and that elements are of all sizes.
func TestRandomDesigns(t *testing.T) {
	var ran, rested atomic.Int64
	var least [9]atomic.Int64
	t.Cleanup(func() {
		t.Logf("%d designs, zones at rest in %d, grids with elements from 1, 2, 4 and 8 bytes on: %d, %d, %d, %d",
			ran.Load(), rested.Load(), least[1].Load(), least[2].Load(), least[4].Load(), least[8].Load())
		if ran.Load() >= 100 {
			require.Greater(t, 4*rested.Load(), 3*ran.Load())
			for _, bytes := range []int{1, 2, 4, 8} {
				require.Positive(t, least[bytes].Load(), "%d bytes", bytes)
			}
		}
	})
	for seed := range uint64(*count) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rng(seed)
			d := irtest.RandomGrid
			if seed%8 == 0 {
				d = irtest.Random
			}
			b := newBothIn(t, d(r), seed, anyManner(r))
			b.run(t, 14, r)
			ran.Add(1)
			for _, sp := range b.got.l.spaces[1:] {
				least[max(1, sp.least)].Add(1)
			}
			if b.rested > 0 {
				rested.Add(1)
			}
		})
	}
}

// anyManner has elements of all sizes; chunks of straight code are short in some, and
// few registers share a branch.
func anyManner(r *rand.Rand) manner {
	return manner{
		checked: true, least: pick(r, []int{0, 0, 1, 2, 4}),
		chunk: pick(r, []int{0, 0, 2, 5, 25, 100}), together: r.IntN(3), arm: pick(r, []int{0, 1, 2, 5}),
	}
}

// pick chooses one of a list.
func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func FuzzEngines(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		r := rng(seed)
		newBoth(t, irtest.Random(r), seed).run(t, 14, r)
	})
}
