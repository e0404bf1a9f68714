package mem_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/mem"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/sim"
	"npugen/verif"
)

type shape struct {
	words, width, lane int
	outReg             bool
}

var shapes = []shape{
	{1, 1, 0, false}, {2, 8, 0, true}, {5, 7, 0, false}, {16, 32, 8, false}, {17, 12, 4, true},
	{16, 8, 8, true}, {64, 16, 1, false}, {8, 2048, 8, false}, {8, 2048, 0, true}, {4, 72, 1, false},
}

// ram is a memory under test: the prefixes of its ports that access it, and
// what each may do.
type ram struct {
	design *ir.Design
	shape
	ports []port
}

type port struct {
	prefix      string // of wdata, mask, rdata
	read, write bool
	split       bool // has wen/waddr or ren/raddr rather than en/write/addr
}

func elaborate[I, O any](t testing.TB, d hdl.Def[I, O]) *ir.Design {
	t.Helper()
	c, err := hdl.Elaborate(d)
	require.NoError(t, err)
	return c.Design
}

func rams(t testing.TB) map[string]ram {
	all := map[string]ram{}
	for _, s := range shapes {
		all[fmt.Sprintf("single %+v", s)] = ram{elaborate(t, mem.SinglePort{Words: s.words, Width: s.width, Lane: s.lane, OutReg: s.outReg}), s,
			[]port{{read: true, write: true}}}
		all[fmt.Sprintf("simple dual %+v", s)] = ram{elaborate(t, mem.SimpleDual{Words: s.words, Width: s.width, Lane: s.lane, OutReg: s.outReg}), s,
			[]port{{write: true, split: true}, {read: true, split: true}}}
		all[fmt.Sprintf("true dual %+v", s)] = ram{elaborate(t, mem.TrueDual{Words: s.words, Width: s.width, Lane: s.lane, OutReg: s.outReg}), s,
			[]port{{prefix: "a_", read: true, write: true}, {prefix: "b_", read: true, write: true}}}
	}
	return all
}

// names of the enable, write and address ports.
func (p port) names() (en, write, addr, data, mask, result string) {
	switch {
	case p.split && p.write:
		return "wen", "", "waddr", "wdata", "wmask", ""
	case p.split:
		return "ren", "", "raddr", "", "", "rdata"
	}
	return p.prefix + "en", p.prefix + "write", p.prefix + "addr", p.prefix + "wdata", p.prefix + "mask", p.prefix + "rdata"
}

func random(r *rand.Rand, width int) *big.Int {
	v := new(big.Int)
	for lo := 0; lo < width; lo += 64 {
		v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(r.Uint64()))
	}
	return v.And(v, ir.Mask(width))
}

// TestAgainstModel accesses all ports at random, often the same word from
// both, and compares every result in every cycle from the first read on.
func TestAgainstModel(t *testing.T) {
	for name, m := range rams(t) {
		t.Run(name, func(t *testing.T) {
			for _, seed := range []uint64{1, 2} {
				m.run(t, seed, 600)
			}
		})
	}
}

func (m ram) run(t *testing.T, seed uint64, cycles int) {
	s, err := sim.New(m.design, sim.Options{Seed: seed})
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(3, 4))
	words := make([]*big.Int, m.words)
	results := make([]*big.Int, len(m.ports)) // nil: not known
	type due struct {
		cycle int
		value *big.Int
	}
	reads := make([][]due, len(m.ports))
	latency := 1 + int(b2i(m.outReg))
	compared := 0
	for cycle := range cycles {
		before := append([]*big.Int(nil), words...)
		for i, p := range m.ports {
			if len(reads[i]) > 0 && reads[i][0].cycle == cycle {
				results[i], reads[i] = reads[i][0].value, reads[i][1:]
			}
			_, _, _, _, _, result := p.names()
			if p.read && results[i] != nil {
				require.Equal(t, results[i].Text(16), s.Must(result).Bits().Text(16), "cycle %d port %d", cycle, i)
				compared++
			}
			m.access(t, s, r, p, before, words, func(v *big.Int) {
				reads[i] = append(reads[i], due{cycle + latency, v})
			})
		}
		require.NoError(t, s.Step())
	}
	require.Greater(t, compared, cycles/2)
}

// access drives one port at random and applies it to the model.
func (m ram) access(t *testing.T, s *sim.Sim, r *rand.Rand, p port, before, words []*big.Int, read func(*big.Int)) {
	en, write, addr, data, mask, _ := p.names()
	on, a := r.IntN(4) > 0, r.IntN(m.words)
	if r.IntN(3) > 0 {
		a %= 2 // meet often
	}
	a %= m.words
	s.PokeName(en, b2i(on))
	s.PokeName(addr, int64(a))
	wr := p.write && (p.split || r.IntN(2) == 0)
	if write != "" {
		s.PokeName(write, b2i(wr))
	}
	if p.write {
		d, k := random(r, m.width), ir.Mask(1)
		s.Must(data).SetBig(d)
		lane := m.width
		if m.lane > 0 {
			lane = m.lane
			k = ir.Mask(m.width / m.lane)
			if r.IntN(2) == 0 {
				k = random(r, m.width/m.lane)
			}
			s.Must(mask).SetBig(k)
		}
		if on && wr {
			store(words, a, d, k, lane, m.width)
		}
	}
	if on && p.read && !wr {
		read(before[a])
	}
}

// store writes lanes; a word of which not every bit is known stays unknown.
func store(words []*big.Int, a int, data, mask *big.Int, lane, width int) {
	full := ir.Mask(width / lane)
	if words[a] == nil && mask.Cmp(full) != 0 {
		return
	}
	v := new(big.Int)
	if words[a] != nil {
		v.Set(words[a])
	}
	for i := range width / lane {
		if mask.Bit(i) == 0 {
			continue
		}
		for b := i * lane; b < (i+1)*lane; b++ {
			v.SetBit(v, b, data.Bit(b))
		}
	}
	words[a] = v
}

func b2i(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func TestLatency(t *testing.T) {
	require.Equal(t, 1, mem.SinglePort{}.Latency())
	require.Equal(t, 2, mem.SimpleDual{OutReg: true}.Latency())
	require.Equal(t, 2, mem.TrueDual{OutReg: true}.Latency())
}

func TestAddrWidth(t *testing.T) {
	for words, want := range map[int]int{1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 1024: 10, 1025: 11} {
		require.Equal(t, want, mem.AddrWidth(words), "%d words", words)
	}
}

// TestOneArray wants each memory to be one array in one leaf of its own.
func TestOneArray(t *testing.T) {
	for name, m := range rams(t) {
		require.Len(t, m.design.Modules, 2, name)
		leaf := m.design.Modules[0]
		require.Len(t, leaf.Mems, 1, name)
		require.Equal(t, m.width, leaf.Mems[0].Width, name)
		for _, s := range leaf.Signals {
			require.NotEqual(t, ir.Reg, s.Kind, name)
		}
		require.Empty(t, m.design.Top.Mems, name)
	}
}

func TestWrongParameters(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{try(mem.SinglePort{Words: 0, Width: 8}), "a memory of 0 words"},
		{try(mem.SinglePort{Words: 4, Width: 0}), "words of 0 bits"},
		{try(mem.SimpleDual{Words: 4, Width: 10, Lane: 8}), "lanes of 8 bits in words of 10"},
		{try(mem.TrueDual{Words: -1, Width: 8}), "a memory of -1 words"},
		{try(mem.TrueDual{Words: 4, Width: 8, Lane: -8}), "lanes of -8 bits in words of 8"},
	} {
		var ds hdl.Diagnostics
		require.ErrorAs(t, c.err, &ds)
		require.Len(t, ds, 1)
		require.Equal(t, c.want, ds[0].Message)
		require.Equal(t, hdl.CodeRange, ds[0].Code)
	}
}

func try[I, O any](d hdl.Def[I, O]) error {
	_, err := hdl.Elaborate(d)
	return err
}

// manyLanes is the most write enables that the other tools are shown:
// manyLanes is where Yosys needs minutes: its time grows with the square.
const manyLanes = 128

func TestLint(t *testing.T) {
	if testing.Short() {
		t.Skip("starts three tools for every memory")
	}
	for _, m := range rams(t) {
		if m.lane > 0 && m.width/m.lane > manyLanes {
			continue
		}
		verif.Lint(t, m.design)
	}
}

// TestCosim compares the simulators on random accesses. Addresses stay below
// powers of two, so that none is out of range.
func TestCosim(t *testing.T) {
	var ds []*ir.Design
	for _, s := range shapes {
		if s.words&(s.words-1) != 0 || s.words == 1 {
			continue
		}
		ds = append(ds,
			elaborate(t, mem.SinglePort{Words: s.words, Width: s.width, Lane: s.lane, OutReg: s.outReg}),
			elaborate(t, mem.SimpleDual{Words: s.words, Width: s.width, Lane: s.lane, OutReg: s.outReg}),
			elaborate(t, mem.TrueDual{Words: s.words, Width: s.width, Lane: s.lane, OutReg: s.outReg}))
	}
	verif.Check(t, ds, 300, 1)
}
