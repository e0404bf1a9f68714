package verilog

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
)

// TestMemoryBehaviour compares two write ports, byte enables and both kinds of
// read with a model, from the power-up values on.
func TestMemoryBehaviour(t *testing.T) {
	needTool(t, "iverilog")
	for _, depth := range []int{16, 100, 256} {
		t.Run(fmt.Sprint(depth), func(t *testing.T) { memoryBehaviour(t, depth, 72, 8) })
	}
	// More lanes than a loop has.
	t.Run("80 lanes", func(t *testing.T) { memoryBehaviour(t, 16, 160, 2) })
	t.Run("65 lanes", func(t *testing.T) { memoryBehaviour(t, 12, 65, 1) })
}

func memoryBehaviour(t *testing.T, depth, width, lane int) {
	m := newMod("ram").clocked()
	aw := ir.AddrWidth(depth)
	var ports [2]struct{ we, addr, data, mask *ir.Node }
	for i := range ports {
		p := &ports[i]
		p.we, p.addr = m.in(fmt.Sprintf("we%d", i), b1), m.in(fmt.Sprintf("addr%d", i), u(aw))
		p.data, p.mask = m.in(fmt.Sprintf("data%d", i), u(width)), m.in(fmt.Sprintf("mask%d", i), u(width/lane))
	}
	re := m.in("re", b1)
	mem := &ir.Mem{Name: "mem", Width: width, Depth: depth, Lane: lane}
	for _, p := range ports {
		mem.Writes = append(mem.Writes, &ir.WritePort{Clock: m.clk, En: p.we, Addr: p.addr, Data: p.data, Mask: p.mask})
	}
	clocked := m.net(ir.MemOut, "clocked", u(width), 1)
	direct := m.net(ir.MemOut, "direct", u(width), 1)
	mem.Reads = []*ir.ReadPort{{Clock: m.clk, En: re, Addr: ports[1].addr, Out: clocked}, {Addr: ports[0].addr, Out: direct}}
	m.Mems = []*ir.Mem{mem}
	m.out("c", ref(clocked, 0))
	m.out("d", ref(direct, 0))

	seed := uint64(42)
	files, err := Emit(design(m), Options{PowerUp: &seed})
	require.NoError(t, err)
	lint(t, files)

	r := rand.New(rand.NewPCG(uint64(depth), 5))
	ss := randomStimuli(m, 11, 300)
	held := ir.PowerUp(seed, "ram", "clocked", 0, width)
	words := make([]*big.Int, depth)
	for i := range words {
		words[i] = ir.PowerUp(seed, "ram", "mem", i, width)
	}
	var want []string
	for _, st := range ss {
		get := func(n *ir.Node) *big.Int { return st[n.Sig][0] }
		if r.IntN(3) == 0 { // meet at one word
			st[ports[1].addr.Sig][0] = get(ports[0].addr)
		}
		at := func(i int) int { return int(get(ports[i].addr).Int64()) }
		if at(1) >= depth {
			st[re.Sig][0] = new(big.Int) // a clocked read beyond the depth is a fault
		}
		if get(re).Sign() != 0 {
			held = words[at(1)]
		}
		for i, p := range ports {
			if get(p.we).Sign() == 0 || at(i) >= depth {
				continue
			}
			v := new(big.Int).Set(words[at(i)])
			for b := range width {
				if get(p.mask).Bit(b/lane) == 1 {
					v.SetBit(v, b, get(p.data).Bit(b))
				}
			}
			words[at(i)] = v
		}
		now := new(big.Int)
		if at(0) < depth {
			now = words[at(0)]
		}
		want = append(want, fmt.Sprintf("%0*x", (width+3)/4, held), fmt.Sprintf("%0*x", (width+3)/4, now))
	}
	dir := t.TempDir()
	write(t, dir, "random.v", files[0].Text)
	write(t, dir, "bench.v", clockedBench(m, "ram", ss))
	require.Equal(t, want, strings.Fields(runIcarus(t, dir)))
}

// TestTriangles checks how long each lane of a skew and deskew takes.
func TestTriangles(t *testing.T) {
	needTool(t, "iverilog")
	for _, step := range []int{1, -1} {
		d := skewDesign(step)
		m := &mod{Module: d.Top, clk: d.Top.Signals[0], rst: ref(d.Top.Signals[1], 0)}
		ss := clockedStimuli(m, 3, 30)
		for i, st := range ss {
			if i > 1 {
				st[m.rst.Sig][0] = new(big.Int)
			}
		}
		x := port(m.Module, "x")
		var want []string
		for i := range ss {
			for lane := range 4 {
				delay := lane
				if step < 0 {
					delay = 3 - lane
				}
				v := new(big.Int)
				if i-delay >= 2 {
					v = ss[i-delay][x][lane]
				}
				want = append(want, fmt.Sprintf("%02x", v))
			}
			v := new(big.Int)
			if i >= 2 {
				v = ir.Wrap(v.Add(ss[i][x][0], ss[i][x][1]), 8)
			}
			want = append(want, fmt.Sprintf("%02x", v))
		}
		files, err := Emit(d, Options{})
		require.NoError(t, err)
		dir := t.TempDir()
		write(t, dir, "random.v", Join(files))
		write(t, dir, "bench.v", clockedBench(m, "skew", ss))
		require.Equal(t, want, strings.Fields(runIcarus(t, dir)), "step %d", step)
	}
}
