package stream_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/stream"
	"npugen/blocks/stream/streamtest"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif"
)

// end is one stream of a design under test.
type end struct {
	name   string
	elem   int
	fields []string
	widths []int
}

// block is a design under test with a model of what it does to whole streams.
type block struct {
	name    string
	design  *ir.Design
	ins     []end
	outs    []end
	feed    func(r *rand.Rand, n int) [][]streamtest.Datum
	check   func(t *testing.T, sent, got [][]streamtest.Transfer)
	latency int    // cycles
	rate    [2]int // data out in cycles, at full rate
	paths   string // combinational, see streamtest.Paths
}

func elaborate[I, O any](t testing.TB, d hdl.Def[I, O]) *ir.Design {
	t.Helper()
	c, err := hdl.Elaborate(d)
	require.NoError(t, err)
	return c.Design
}

func data(name string, n, width int) []end {
	var es []end
	for i := range n {
		es = append(es, end{name, i, []string{"data"}, []int{width}})
	}
	return es
}

// random is n data of random bits for each of the ends.
func random(es []end) func(r *rand.Rand, n int) [][]streamtest.Datum {
	return func(r *rand.Rand, n int) [][]streamtest.Datum {
		out := make([][]streamtest.Datum, len(es))
		for i, e := range es {
			for range n {
				var d streamtest.Datum
				for _, w := range e.widths {
					v := new(big.Int)
					for lo := 0; lo < w; lo += 64 {
						v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(r.Uint64()))
					}
					d = append(d, v.And(v, ir.Mask(w)))
				}
				out[i] = append(out[i], d)
			}
		}
		return out
	}
}

// same wants the one output to be the one input.
func same(t *testing.T, sent, got [][]streamtest.Transfer) {
	t.Helper()
	for _, g := range got {
		require.Equal(t, streamtest.Data(sent[0]), streamtest.Data(g))
	}
}

func blocks(t testing.TB) []block {
	var bs []block
	pass := func(name string, d *ir.Design, width, latency int, rate [2]int, paths string) {
		in := data("in", 1, width)
		bs = append(bs, block{name, d, in, data("out", 1, width), random(in), same, latency, rate, paths})
	}
	for _, q := range []struct{ w, d int }{{8, 1}, {1, 2}, {8, 2}, {13, 3}, {64, 4}, {8, 5}, {8, 16}, {8, 17}, {65, 20}, {8, 32}, {2048, 40}} {
		latency, rate := 1, [2]int{1, 1}
		if q.d == 1 {
			rate = [2]int{1, 2}
		}
		if q.d >= stream.RAMDepth {
			latency = 2
		}
		pass(fmt.Sprintf("queue w%d d%d", q.w, q.d), elaborate(t, queueTop{q.w, q.d}), q.w, latency, rate, "")
	}
	for _, c := range []struct {
		kind    string
		latency int
		paths   string
	}{{"s", 0, "v"}, {"p", 1, "r"}, {"c", 1, ""}, {"sp", 1, ""}, {"ps", 1, ""}, {"ss", 0, "v"}, {"pp", 2, "r"}, {"scpc", 3, ""}} {
		for _, w := range []int{1, 8, 100} {
			pass(fmt.Sprintf("cut %s w%d", c.kind, w), elaborate(t, cutTop{w, c.kind}), w, c.latency, [2]int{1, 1}, c.paths)
		}
	}
	for _, n := range []int{1, 2, 3, 5} {
		in := data("in", 1, 8)
		paths := "rv"
		bs = append(bs, block{fmt.Sprintf("fork %d", n), elaborate(t, forkTop{8, n}), in, data("out", n, 8), random(in), same, 0, [2]int{1, 1}, paths})
		bs = append(bs, joinBlock(t, n), routeBlock(t, n), selectBlock(t, n))
	}
	for _, n := range []int{1, 2, 3, 4, 7} {
		for _, fixed := range []bool{false, true} {
			for _, hold := range []bool{false, true} {
				bs = append(bs, arbBlock(t, arbTop{W: 12, N: n, Fixed: fixed, Hold: hold}))
			}
		}
	}
	bs = append(bs, join2Block(t))
	for _, x := range []int{1, 2, 3, 8} {
		bs = append(bs, widenBlock(t, 8, x), narrowBlock(t, 8, x))
	}
	return bs
}

func (b block) bench(t testing.TB, seed uint64) (*streamtest.Bench, []*streamtest.Source, []*streamtest.Sink) {
	x := streamtest.New(t, b.design, seed)
	var ins []*streamtest.Source
	var outs []*streamtest.Sink
	for _, e := range b.ins {
		ins = append(ins, x.Source(e.name, e.elem, e.fields...))
	}
	for _, e := range b.outs {
		outs = append(outs, x.Sink(e.name, e.elem, e.fields...))
	}
	return x, ins, outs
}

// drain runs until nothing is left to send and nothing has come out for long.
func drain(x *streamtest.Bench, ins []*streamtest.Source, outs []*streamtest.Sink) {
	quiet, last := 0, -1
	x.Run(20000, func() bool {
		n := 0
		for _, s := range ins {
			n += len(s.Sent)
		}
		for _, s := range outs {
			n += len(s.Got)
		}
		quiet++
		if n != last {
			quiet, last = 0, n
		}
		for _, s := range ins {
			if len(s.Queue) > 0 {
				return false
			}
		}
		return quiet > 60
	})
}

func transfers(ins []*streamtest.Source, outs []*streamtest.Sink) (sent, got [][]streamtest.Transfer) {
	for _, s := range ins {
		sent = append(sent, s.Sent)
	}
	for _, s := range outs {
		got = append(got, s.Got)
	}
	return sent, got
}

// TestTraffic runs random traffic with every mix of slow and fast ends, from
// two power-up seeds, and compares with the model.
func TestTraffic(t *testing.T) {
	for _, b := range blocks(t) {
		t.Run(b.name, func(t *testing.T) {
			paths := map[rune]bool{}
			for _, rate := range [][2]float64{{1, 1}, {0.3, 1}, {1, 0.3}, {0.5, 0.5}, {0.9, 0.9}} {
				var first [][]streamtest.Transfer
				for _, seed := range []uint64{1, 2} {
					x, ins, outs := b.bench(t, seed)
					x.Probe = true
					feed := b.feed(x.Rand, 60)
					for i, s := range ins {
						s.Rate = rate[0]
						s.Send(feed[i]...)
					}
					for _, s := range outs {
						s.Rate = rate[1]
					}
					x.Reset(2)
					drain(x, ins, outs)
					sent, got := transfers(ins, outs)
					b.check(t, sent, got)
					if first == nil {
						first = got
					}
					require.Equal(t, first, got, "depends on power-up values")
					for _, p := range x.Paths() {
						paths[p] = true
					}
				}
			}
			seen := ""
			for _, p := range "!rvx" {
				if paths[p] {
					seen += string(p)
				}
			}
			require.Equal(t, b.paths, seen, "combinational paths")
		})
	}
}

// TestReset puts data in, resets, and wants nothing of it to come out.
func TestReset(t *testing.T) {
	for _, b := range blocks(t) {
		t.Run(b.name, func(t *testing.T) {
			x, ins, outs := b.bench(t, 3)
			feed := b.feed(x.Rand, 40)
			for i, s := range ins {
				s.Send(feed[i]...)
			}
			for _, s := range outs {
				s.Rate = 0.4
			}
			x.Reset(1)
			for range 20 {
				x.Step()
			}
			x.Reset(1)
			feed = b.feed(x.Rand, 40)
			for i, s := range ins {
				s.Queue, s.Sent = feed[i], nil
			}
			for _, s := range outs {
				s.Got = nil
			}
			drain(x, ins, outs)
			sent, got := transfers(ins, outs)
			b.check(t, sent, got)
		})
	}
}

// TestRate counts cycles with all ends at full rate: the first datum comes
// after the latency, and then they come at the stated rate without a gap.
func TestRate(t *testing.T) {
	for _, b := range blocks(t) {
		if b.rate[0] == 0 {
			continue
		}
		t.Run(b.name, func(t *testing.T) {
			x, ins, outs := b.bench(t, 4)
			feed := b.feed(x.Rand, 64)
			for i, s := range ins {
				s.Send(feed[i]...)
			}
			x.Reset(1)
			drain(x, ins, outs)
			for _, o := range outs {
				require.NotEmpty(t, o.Got)
				require.Equal(t, b.latency, o.Got[0].Cycle)
				n := len(o.Got) - 1
				require.Equal(t, b.latency+n*b.rate[1]/b.rate[0], o.Got[n].Cycle, "%d data", n+1)
			}
		})
	}
}

// TestLint wants every block's Verilog free of warnings.
func TestLint(t *testing.T) {
	if testing.Short() {
		t.Skip("starts three tools for every block")
	}
	var ds []*ir.Design
	for _, b := range blocks(t) {
		ds = append(ds, b.design)
	}
	ds = append(ds, elaborate(t, creditTop{8, 1}), elaborate(t, creditTop{8, 5}))
	verif.Lint(t, ds...)
}

// TestCosim repeats legal traffic in every simulator.
func TestCosim(t *testing.T) {
	var jobs []verif.Job
	for _, b := range blocks(t) {
		x, ins, outs := b.bench(t, 5)
		feed := b.feed(x.Rand, 30)
		for i, s := range ins {
			s.Rate = 0.8
			s.Send(feed[i]...)
		}
		for _, s := range outs {
			s.Rate = 0.6
		}
		x.Reset(2)
		drain(x, ins, outs)
		jobs = append(jobs, x.Job())
	}
	verif.CosimAll(t, jobs)
}
