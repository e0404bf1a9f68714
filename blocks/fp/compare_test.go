package fp_test

import (
	"testing"

	"npugen/blocks/fp"
	"npugen/hdl"
)

// clocked is the combinational modules and functions with registers behind.
type clocked struct{ F fp.Format }

type clockedOut struct {
	Order          fp.Order
	Less, Min, Max hdl.UInt
	ByKey          hdl.UInt // the greater, by way of keys
}

func (c clocked) Inputs() fp.Binary { return fp.MinMax{Format: c.F}.Inputs() }

func (c clocked) Build(m *hdl.Module, in fp.Binary) clockedOut {
	o := hdl.Inst(m, "compare", fp.Compare{Format: c.F}, fp.Pair{A: in.A, B: in.B})
	a, b := fp.Key(c.F, in.A), fp.Key(c.F, in.B)
	return hdl.RegEn(m, "q", clockedOut{Order: o, Less: fp.Less(c.F, in.A, in.B).AsUInt(),
		Min: fp.Min(c.F, in.A, in.B), Max: fp.Max(c.F, in.A, in.B), ByKey: fp.Keyed(c.F, hdl.Mux(a.Gt(b), a, b))}, in.En)
}

func TestCompare(t *testing.T) {
	bit := func(b bool) uint64 {
		if b {
			return 1
		}
		return 0
	}
	eachFormat(t, func(t *testing.T, f fp.Format, rows []uint64) {
		const n = 8
		got := newPipe(t, clocked{f}, 1, []string{"a", "b"},
			[]string{"order_less", "order_less_equal", "order_equal", "order_unordered", "less", "min", "max", "by_key"}).run(t, rows)
		for i := 0; i < len(rows)/2; i++ {
			a, b := rows[2*i], rows[2*i+1]
			o := f.Compare(a, b)
			want := [n]uint64{bit(o.Less), bit(o.LessEqual), bit(o.Equal), bit(o.Unordered), bit(o.Less), f.Min(a, b), f.Max(a, b), f.Max(a, b)}
			if [n]uint64(got[n*i:]) != want {
				t.Fatalf("%#x, %#x: got %v, want %v", a, b, got[n*i:n*i+n], want)
			}
		}
	})
}
