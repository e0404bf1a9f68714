package vector

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/sim"
)

// lister is a list by itself.
type lister struct{ N int }

type listerIn struct {
	Clear, Shift, Insert hdl.Bool
	X                    Listed
}

type listerOut struct{ Places []Listed }

func (lister) Inputs() listerIn { return listerIn{X: listedT()} }

func (l lister) Build(m *hdl.Module, in listerIn) listerOut {
	return listerOut{list(m, l.N, in.Clear, in.Shift, in.Insert, in.X)}
}

// The list has the greatest of what was inserted, in order, the first of equals
// first; a shift takes the greatest.
func TestListIsSorted(t *testing.T) {
	for _, n := range []int{1, 2, 7, 64} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			c, err := hdl.Elaborate(lister{n})
			require.NoError(t, err)
			s, err := sim.New(c.Design, sim.Options{})
			require.NoError(t, err)
			defer s.Close()
			r := rand.New(rand.NewPCG(1, uint64(n)))
			want := make([][2]uint64, n)
			for i := range uint64(1000) {
				x, op := [2]uint64{1 + uint64(r.IntN(40)), i}, r.IntN(100)
				switch {
				case i == 0 || op == 0:
					clear(want)
				case op < 20:
					want = append(want[1:], [2]uint64{})
				case op < 80:
					want = append(want, x)
					slices.SortStableFunc(want, func(a, b [2]uint64) int { return cmp.Compare(b[0], a[0]) })
					want = want[:n]
				}
				s.Poke(c.In.Clear, bit(i == 0 || op == 0))
				s.Poke(c.In.Shift, bit(i > 0 && op > 0 && op < 20))
				s.Poke(c.In.Insert, bit(op >= 20 && op < 80))
				s.Poke(c.In.X.Key, int64(x[0]))
				s.Poke(c.In.X.Index, int64(x[1]))
				require.NoError(t, s.Step())
				for k, got := range c.Out.Places {
					require.Equal(t, want[k], [2]uint64{uint64(s.Peek(got.Key)), uint64(s.Peek(got.Index))}, "cycle %d, place %d", i, k)
				}
			}
		})
	}
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
