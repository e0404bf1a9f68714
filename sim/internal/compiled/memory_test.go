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
