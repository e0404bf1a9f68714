package fp_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/fp"
	"npugen/hdl"
	"npugen/sim"
)

// pipe is a module in the simulator that takes an operand row a cycle.
type pipe struct {
	batch    *sim.Batch
	latency  int
	ins      int
	outs     int
	rows, to []uint64
}

// newPipe finds the ports by name; inputs that are not named stay 0, except en,
// which is 1.
func newPipe[I, O any](t testing.TB, def hdl.Def[I, O], latency int, ins, outs []string) *pipe {
	c, err := hdl.Elaborate(def)
	require.NoError(t, err)
	s, err := sim.New(c.Design, sim.Options{Seed: 1, Engine: sim.Compiled})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	handles := func(names []string) (all []*sim.Handle) {
		for _, n := range names {
			h, err := s.Handle(n)
			require.NoError(t, err)
			all = append(all, h)
		}
		return all
	}
	if latency == 0 {
		t.Fatal("a module without a clock has no batch")
	}
	s.Must("en").SetBool(true)
	b, err := s.NewBatch(nil, handles(ins), handles(outs))
	require.NoError(t, err)
	require.NoError(t, s.Err())
	return &pipe{batch: b, latency: latency, ins: len(ins), outs: len(outs)}
}

// run sends rows of operands through and returns the rows of results.
func (p *pipe) run(t testing.TB, rows []uint64) []uint64 {
	p.rows = append(append(p.rows[:0], rows...), make([]uint64, p.latency*p.ins)...)
	n := len(p.rows) / p.ins
	if cap(p.to) < n*p.outs {
		p.to = make([]uint64, n*p.outs)
	}
	p.to = p.to[:n*p.outs]
	_, err := p.batch.Run(p.rows, p.to)
	require.NoError(t, err)
	return p.to[p.latency*p.outs:]
}

// operands32 are pairs of float32: all pairs of corners, then random ones.
func operands(f fp.Format, n int, seed uint64) []uint64 {
	r := rand.New(rand.NewPCG(seed, 7))
	one := f.One()
	var edges []uint64
	for _, x := range []uint64{0, 1, 2, 1<<f.Man - 1, 1 << f.Man, 1<<f.Man + 1, 2<<f.Man - 1, 2 << f.Man,
		one, one + 1, one - 1, one + 1<<f.Man, one | 1<<(f.Man-1), f.MaxFinite(), f.MaxFinite() - 1, f.Inf(false), f.NaN(), f.SignBit() - 1,
		one + uint64(f.Man)<<f.Man, one + uint64(f.Man+1)<<f.Man, one - uint64(min(f.Man, f.Bias()-1))<<f.Man} {
		if x < f.SignBit() {
			edges = append(edges, x, x|f.SignBit())
		}
	}
	var out []uint64
	for _, a := range edges {
		for _, b := range edges {
			out = append(out, a, b)
		}
	}
	for range n {
		out = append(out, random(r, f), random(r, f))
	}
	return out
}

// random is a random number: half of them near 1, half of them with few bits.
func random(r *rand.Rand, f fp.Format) uint64 {
	x := r.Uint64() & (f.SignBit()<<1 - 1)
	if r.IntN(2) == 0 && f.Exp > 3 {
		x = x&(f.SignBit()|7<<f.Man|(1<<f.Man-1)) + (f.One() - 4<<f.Man)
	}
	if r.IntN(2) == 0 {
		x &= ^uint64(0) << r.IntN(f.Man+1)
	}
	return x & (f.SignBit()<<1 - 1)
}

func float(x uint64) float32 { return math.Float32frombits(uint32(x)) }
func raw(x float32) uint64   { return uint64(math.Float32bits(x)) }
