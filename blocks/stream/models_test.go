package stream_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/stream"
	"npugen/blocks/stream/streamtest"
	"npugen/hdl/ir"
)

func joinBlock(t testing.TB, n int) block {
	in := data("in", n, 8)
	check := func(t *testing.T, sent, got [][]streamtest.Transfer) {
		var want []string
		for i := range sent[0] {
			v := new(big.Int)
			for k := n - 1; k >= 0; k-- {
				v.Lsh(v, 8).Or(v, sent[k][i].Datum[0])
			}
			want = append(want, streamtest.Datum{v}.String())
		}
		require.Equal(t, want, streamtest.Data(got[0]))
	}
	return block{fmt.Sprintf("join %d", n), elaborate(t, joinTop{8, n}), in, data("out", 1, 8*n), random(in), check, 0, [2]int{1, 1}, "rvx"}
}

func join2Block(t testing.TB) block {
	in := []end{{"a", 0, []string{"data"}, []int{5}}, {"b", 0, []string{"data"}, []int{17}}}
	out := []end{{"out", 0, []string{"a", "b"}, []int{5, 17}}}
	check := func(t *testing.T, sent, got [][]streamtest.Transfer) {
		var want []string
		for i := range sent[0] {
			want = append(want, streamtest.Datum{sent[0][i].Datum[0], sent[1][i].Datum[0]}.String())
		}
		require.Equal(t, want, streamtest.Data(got[0]))
	}
	return block{"join2", elaborate(t, join2Top{5, 17}), in, out, random(in), check, 0, [2]int{1, 1}, "rvx"}
}

func routeBlock(t testing.TB, n int) block {
	in := data("in", 1, 8)
	mask := uint64(1)<<indexWidth(n) - 1
	feed := func(r *rand.Rand, count int) [][]streamtest.Datum {
		var ds []streamtest.Datum
		for range count {
			ds = append(ds, streamtest.D(r.Uint64N(256)&^mask|r.Uint64N(uint64(n))))
		}
		return [][]streamtest.Datum{ds}
	}
	check := func(t *testing.T, sent, got [][]streamtest.Transfer) {
		for k := range n {
			want := []string{}
			for _, s := range sent[0] {
				if s.U(0)&mask == uint64(k) {
					want = append(want, s.String())
				}
			}
			require.Equal(t, want, streamtest.Data(got[k]), "output %d", k)
		}
	}
	return block{name: fmt.Sprintf("route %d", n), design: elaborate(t, routeTop{8, n}), ins: in, outs: data("out", n, 8),
		feed: feed, check: check, paths: "rv"}
}

func selectBlock(t testing.TB, n int) block {
	in := append([]end{{"by", 0, []string{"data"}, []int{indexWidth(n)}}}, data("in", n, 8)...)
	feed := func(r *rand.Rand, count int) [][]streamtest.Datum {
		fs := make([][]streamtest.Datum, n+1)
		for range count {
			k := r.IntN(n)
			fs[0] = append(fs[0], streamtest.D(uint64(k)))
			fs[k+1] = append(fs[k+1], streamtest.D(r.Uint64N(256)))
		}
		return fs
	}
	check := func(t *testing.T, sent, got [][]streamtest.Transfer) {
		next := make([]int, n)
		var want []string
		for _, s := range sent[0] {
			k := s.U(0)
			want = append(want, sent[k+1][next[k]].String())
			next[k]++
		}
		require.Equal(t, want, streamtest.Data(got[0]))
	}
	return block{fmt.Sprintf("select %d", n), elaborate(t, selectTop{8, n}), in, data("out", 1, 8), feed, check, 0, [2]int{1, 1}, "rvx"}
}

// arbBlock wants the data of each input in order, whole packets with Hold, and
// that nobody waits longer than the policy says.
func arbBlock(t testing.TB, a arbTop) block {
	in := data("in", a.N, a.W)
	out := []end{{"out", 0, []string{"data", "from"}, nil}}
	feed := func(r *rand.Rand, count int) [][]streamtest.Datum {
		fs := random(in)(r, count)
		for _, f := range fs {
			f[len(f)-1][0].SetBit(f[len(f)-1][0], 0, 1) // packets end
		}
		return fs
	}
	check := func(t *testing.T, sent, got [][]streamtest.Transfer) {
		by := make([][]string, a.N)
		for i, g := range got[0] {
			k := g.U(1)
			by[k] = append(by[k], streamtest.Datum{g.Datum[0]}.String())
			if i > 0 && a.Hold && got[0][i-1].U(0)&1 == 0 {
				require.Equal(t, got[0][i-1].U(1), k, "packet interrupted at datum %d", i)
			}
		}
		for k := range sent {
			require.Equal(t, streamtest.Data(sent[k]), by[k], "input %d", k)
		}
	}
	return block{fmt.Sprintf("arbiter %+v", a), elaborate(t, a), in, out, feed, check, 0, [2]int{1, 1}, "rvx"}
}

func beats(name string, fields ...string) []end { return []end{{name, 0, fields, nil}} }

// packets is n words of width bits with random ends of packets.
func packets(r *rand.Rand, n, width int) []streamtest.Datum {
	var ds []streamtest.Datum
	for i := range n {
		last := uint64(0)
		if r.IntN(5) == 0 || i == n-1 {
			last = 1
		}
		ds = append(ds, streamtest.D(r.Uint64N(1<<width), last))
	}
	return ds
}

// widened is the model of Widen.
func widened(words []streamtest.Datum, width, ratio int) []streamtest.Datum {
	var out []streamtest.Datum
	wide, keep, k := new(big.Int), uint64(0), 0
	for _, w := range words {
		wide.Or(wide, new(big.Int).Lsh(w[0], uint(k*width)))
		keep |= 1 << k
		k++
		if k == ratio || w.U(1) == 1 {
			out = append(out, streamtest.Datum{wide, new(big.Int).SetUint64(keep), w[1]})
			wide, keep, k = new(big.Int), 0, 0
		}
	}
	return out
}

func text(ds []streamtest.Datum) []string {
	var out []string
	for _, d := range ds {
		out = append(out, d.String())
	}
	return out
}

func payload(ts []streamtest.Transfer) []streamtest.Datum {
	var ds []streamtest.Datum
	for _, t := range ts {
		ds = append(ds, t.Datum)
	}
	return ds
}

func widenBlock(t testing.TB, width, ratio int) block {
	d := elaborate(t, stream.Upsizer{Width: width, Ratio: ratio})
	feed := func(r *rand.Rand, n int) [][]streamtest.Datum {
		return [][]streamtest.Datum{packets(r, n, width)}
	}
	check := func(t *testing.T, sent, got [][]streamtest.Transfer) {
		require.Equal(t, text(widened(payload(sent[0]), width, ratio)), streamtest.Data(got[0]))
	}
	return block{name: fmt.Sprintf("widen %d", ratio), design: d, ins: beats("in", "data", "last"),
		outs: beats("out", "data", "keep", "last"), feed: feed, check: check, paths: "r"}
}

func narrowBlock(t testing.TB, width, ratio int) block {
	d := elaborate(t, stream.Downsizer{Width: width, Ratio: ratio})
	feed := func(r *rand.Rand, n int) [][]streamtest.Datum {
		return [][]streamtest.Datum{widened(packets(r, n, width), width, ratio)}
	}
	check := func(t *testing.T, sent, got [][]streamtest.Transfer) {
		var want []streamtest.Datum
		for _, s := range sent[0] {
			for k := 0; s.U(1)>>k&1 == 1; k++ {
				last := uint64(0)
				if s.U(1)>>(k+1) == 0 {
					last = s.U(2)
				}
				v := new(big.Int).Rsh(s.Datum[0], uint(k*width))
				want = append(want, streamtest.Datum{v.And(v, ir.Mask(width)), new(big.Int).SetUint64(last)})
			}
		}
		require.Equal(t, text(want), streamtest.Data(got[0]))
	}
	return block{name: fmt.Sprintf("narrow %d", ratio), design: d, ins: beats("in", "data", "keep", "last"),
		outs: beats("out", "data", "last"), feed: feed, check: check, latency: 0, rate: [2]int{1, 1}, paths: "rv"}
}
