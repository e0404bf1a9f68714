package compiled

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
	"npugen/sim/internal/irtest"
)

// store is a module with a memory, a masked and a whole write port, and both
// kinds of reads.
func store(width, depth, lane int) irtest.M {
	m := irtest.New("store")
	clk := m.Clock("clk")
	mem := m.Mem("ram", width, depth)
	mem.Lane = lane
	addr, we, data := m.In("addr", irtest.U(mem.AddrWidth())), m.In("we", irtest.U(1)), m.In("data", irtest.U(width))
	other := m.In("other", irtest.U(mem.AddrWidth()))
	mask := m.In("mask", irtest.U(width/lane))
	m.Write(mem, clk, irtest.Ref(we), irtest.Ref(addr), irtest.Ref(data), irtest.Ref(mask))
	m.Write(mem, clk, irtest.Ref(we), irtest.Ref(other), irtest.N(ir.OpNot, irtest.Ref(data)), nil)
	m.Out("sync", irtest.U(width), m.Read(mem, "s", clk, irtest.Ref(we), irtest.Ref(other)))
	m.Out("async", irtest.U(width), m.Read(mem, "a", nil, nil, irtest.Ref(addr)))
	return m
}

// Sizes on both sides of the limit from which on pages come when touched.
func TestMemories(t *testing.T) {
	for _, c := range []struct{ width, depth, lane int }{
		{8, 16, 8}, {12, 5, 3}, {1, 300, 1}, {64, 1000, 8}, {72, 33, 8}, {100, 7, 25},
		{8, 1 << 20, 8}, {33, 100_003, 11}, {128, 50_000, 64}, {512, 1 << 24, 128},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			newBoth(t, irtest.Design(store(c.width, c.depth, c.lane)), 4).run(t, 40, rng(uint64(c.depth)))
		})
	}
}

// Words that nobody touches take no room: this memory would be 1 TiB.
func TestHugeMemory(t *testing.T) {
	d := irtest.Design(store(512, 1<<34, 512))
	e, err := New(d, 1)
	require.NoError(t, err)
	t.Cleanup(e.Close)
	require.Less(t, len(e.mem), 64<<20)
	at := map[string]engine.Loc{}
	for _, s := range d.Top.Signals {
		at[s.Name] = e.Signal(nil, s, 0)
	}
	word := make([]uint64, 8)
	engine.ToWords(word, big.NewInt(77))
	e.Store(at["data"], word)
	e.Store1(at["addr"], 1<<33+5)
	e.Store1(at["other"], 3)
	e.Store1(at["mask"], 1)
	e.Store1(at["we"], 1)
	e.Edge(1)
	require.EqualValues(t, 77, load(e, at["async"]).Int64())
	require.EqualValues(t, 77, load(e, e.Memory(nil, d.Top.Mems[0], 1<<33+5)).Int64())
}

// When there is no room for more pages that is an error, wherever they are touched, and
// what there is can still be looked at.
func TestMemoryInUseThatDoesNotFit(t *testing.T) {
	d := irtest.Design(store(64, 1<<30, 64))
	addr, we, async := d.Top.Signals[1], d.Top.Signals[2], d.Top.Signals[len(d.Top.Signals)-1]
	for name, touch := range map[string]func(e *Engine, page uint64) error{
		"edge": func(e *Engine, page uint64) error {
			e.Store1(e.Signal(nil, we, 0), 1)
			e.Store1(e.Signal(nil, addr, 0), page<<pageShift)
			if err := e.Settle(); err != nil {
				return err
			}
			e.Edge(1)
			return e.Settle()
		},
		"run": func(e *Engine, page uint64) error {
			e.Store1(e.Signal(nil, we, 0), 1)
			e.Store1(e.Signal(nil, addr, 0), page<<pageShift)
			_, _, err := e.Run(1, 2)
			return err
		},
		"look": func(e *Engine, page uint64) error {
			e.Store1(e.Signal(nil, addr, 0), page<<pageShift)
			e.Load1(e.Signal(nil, async, 0))
			return e.Settle()
		},
		"poke": func(e *Engine, page uint64) error {
			e.Store(e.Memory(nil, d.Top.Mems[0], int(page<<pageShift)), []uint64{page})
			return e.Settle()
		},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := New(d, 1)
			require.NoError(t, err)
			t.Cleanup(e.Close)
			require.NoError(t, touch(e, 0))
			e.most = uint64(e.l.arena.next) + 3*8<<pageShift
			for page := uint64(1); err == nil; page++ {
				require.Less(t, page, uint64(8))
				err = touch(e, page)
			}
			require.EqualError(t, err, "not supported by the compiled engine: memory ram: the words in use do not fit 4 GiB: use the interpreter (sim.Options.Engine)")
			require.Equal(t, err, e.Settle())
			require.Equal(t, err, touch(e, 20))
			require.NotPanics(t, func() { e.Load1(e.Signal(nil, async, 0)) })
		})
	}
}

// Tables that would not fit, even of pages that nobody touches, are left to the
// interpreter.
func TestMemoryThatDoesNotFit(t *testing.T) {
	for _, depth := range []int{1 << 42, 1 << 50, 1 << 62} {
		_, err := New(irtest.Design(store(64, depth, 64)), 1)
		require.ErrorIs(t, err, ErrUnsupported)
	}
}
