package vector_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/isa"
	"npugen/isa/access"
)

var wide = bundle.Shape{Rows: 64, Cols: 16, Lanes: 16, VBWords: 64, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 8}

// latency is the formulas of doc.go.
func latency(s bundle.Shape, in isa.Instruction) int {
	pick := func(field string, of ...int) int { return of[in.Get(field)] }
	words := func(elements int) int { return (elements + s.Lanes - 1) / s.Lanes }
	total, last, greatest := 0, 0, 0
	for r := range access.LoopOf(in).Rows() {
		last = words(int(r.Len))
		if in.Op() != isa.QUANT {
			total += last
			continue
		}
		for e := 0; e < int(r.Len); e += s.Rows { // words with elements of a group
			n := words(min(e+s.Rows, int(r.Len))) - e/s.Lanes
			total, greatest = total+n, max(greatest, n)
		}
	}
	l := 0
	for s.Lanes > 1<<l {
		l++
	}
	top, bin := (l+3)/3, pick("bin", 0, 3, 4)
	most := s.Rows / s.Lanes // words of a group
	if s.Rows%s.Lanes != 0 {
		most = bundle.Across{Elements: s.Rows, Lanes: s.Lanes}.Parts()
	}
	switch in.Op() {
	case isa.ARGMAX:
		return words(int(in.Get("len"))) + 2 + top + 1
	case isa.TOPK:
		held := 1
		if top+most >= 6 {
			held = 2
		}
		return words(int(in.Get("len"))) + 2 + held + 2 + int(in.Get("k")) - 1 // and what searching adds
	case isa.QUANT:
		return total + 2 + bin + top + 14 + greatest - 1
	}
	n := total + 2 + pick("pre", 0, 4, 3) + pick("fn", 0, 7, 15) + bin
	affine := 7
	if in.Get("c1") == 0x3f800000 && in.Get("c2") == 0 {
		affine = 0
	}
	end := affine + pick("fin", 0, 5, 6)
	switch in.Get("red") {
	case isa.RedSum:
		n += 4*l + end
		if last > 4 || s.Lanes == 1 {
			n += 4
		}
		n += []int{0, 4, 8}[min(last-1, 2)]
	case isa.RedMax:
		n += top + end
	}
	return n
}

// searching is the cycles that a TOPK takes for elements beyond the first of
// each word that are above the last of the result so far, as it was three cycles
// before.
func searching(s bundle.Shape, r *rig, in isa.Instruction) (more int) {
	a, n, k := int(access.Elements(s, in).Get("a")), int(in.Get("len")), int(in.Get("k"))
	var found []float32
	least := make([]float32, 3) // in this cycle and the next two; NaN: everything is above
	for i := range least {
		least[i] = float32(math.NaN())
	}
	for w := 0; w < n; w += s.Lanes {
		left := make([]float32, 0, s.Lanes)
		for e := w; e < min(w+s.Lanes, n); e++ {
			left = append(left, math.Float32frombits(r.vb("vb_a", a+e)))
		}
		for {
			left = slices.DeleteFunc(left, func(x float32) bool { return x != x || x <= least[0] })
			if len(left) > 0 {
				found = append(found, left[0])
				slices.SortFunc(found, func(a, b float32) int { return cmp.Compare(b, a) })
			}
			last := float32(math.NaN())
			if len(found) >= k {
				found = found[:k]
				last = found[k-1]
			}
			least = append(least[1:], last)
			if len(left) < 2 {
				break
			}
			left = left[1:]
			more++
		}
	}
	return more
}

// Every operation alone takes the time that the documentation says.
func TestLatency(t *testing.T) {
	for _, s := range shapes {
		t.Run(name(s), func(t *testing.T) {
			src := rng(7)
			r := newRig(t, s, 1)
			for i, in := range program(t, src, s, 80, isa.MAP, isa.MAP, isa.QUANT, isa.ARGMAX, isa.TOPK) {
				if i%4 == 0 {
					for f, v := range map[string]uint32{"c1": 0x3f800000, "c2": 0} {
						if _, ok := isa.Lookup(in.Op(), f); ok {
							require.NoError(t, in.Set(f, v))
						}
					}
				}
				r.offer(in)
				r.finish(i + 1)
				want := latency(s, in)
				if in.Op() == isa.TOPK {
					want += searching(s, r, in)
				}
				require.Equal(t, want, r.doneAt[i]-r.taken[i], "%v %#x", in.Op(), in)
			}
		})
	}
}

// Operations of one kind follow each other without a gap: a word in every cycle.
func TestThroughput(t *testing.T) {
	for _, c := range []struct {
		op     isa.Op
		fields map[string]uint32
	}{
		{isa.MAP, map[string]uint32{"len": 16, "keep": 1, "bin": isa.BinAdd}},
		{isa.MAP, map[string]uint32{"len": 36, "n0": 2, "n1": 2, "a_s0": 128, "a_s1": 64, "keep": 1, "b": 512, "pre": isa.PreMul, "fn": isa.FnSilu, "bin": isa.BinMul, "red": isa.RedSum, "fin": isa.FinRecip}},
		{isa.MAP, map[string]uint32{"len": 43, "n0": 3, "n1": 2, "a_s0": 128, "a_s1": 64, "red": isa.RedSum}},
		{isa.QUANT, map[string]uint32{"len": 80, "n1": 3, "a_s1": 96, "d_s1": 2, "scaled": 1}},
		{isa.QUANT, map[string]uint32{"len": 4, "n1": 6, "a_s1": 16, "d_s1": 2, "bin": isa.BinMul}},
		{isa.ARGMAX, map[string]uint32{"len": 70}},
	} {
		t.Run(fmt.Sprint(c.op, c.fields["len"]), func(t *testing.T) {
			in := isa.New(c.op)
			for f, v := range map[string]uint32{"n0": 1, "n1": 1} {
				if _, ok := isa.Lookup(c.op, f); ok {
					require.NoError(t, in.Set(f, v))
				}
			}
			for f, v := range c.fields {
				require.NoError(t, in.Set(f, v))
			}
			_, err := access.Of(wide, in)
			require.NoError(t, err)
			const n = 30
			r := newRig(t, wide, 1)
			for range n {
				r.offer(in)
			}
			r.finish(n)
			require.Equal(t, r.actives-r.actives/n, r.taken[n-1]-r.taken[0], "cycles from the first to the last operation")
		})
	}
}
