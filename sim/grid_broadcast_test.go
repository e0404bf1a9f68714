package sim_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/sim"
)

// slot is a place of a sorted list.
type slot struct{}

type slotIn struct {
	X, Above hdl.UInt
	Kept     hdl.Bool
}

type slotOut struct {
	Key   hdl.UInt
	Keeps hdl.Bool
}

func (slot) Inputs() slotIn { return slotIn{X: hdl.UIntT(8), Above: hdl.UIntT(8)} }

func (slot) Build(m *hdl.Module, in slotIn) slotOut {
	key := hdl.RegInit(m, "key", hdl.U(0, 8))
	keeps := key.Q().Ge(in.X)
	key.D(hdl.Mux(keeps, key.Q(), hdl.Mux(in.Kept, in.X, in.Above)))
	return slotOut{key.Q(), keeps}
}

// sorted is a list into which what came a cycle before is inserted.
type sorted struct{ N int }

type sortedIn struct{ X hdl.UInt }

type sortedOut struct{ Keys []hdl.UInt }

func (sorted) Inputs() sortedIn { return sortedIn{hdl.UIntT(8)} }

func (p sorted) Build(m *hdl.Module, in sortedIn) sortedOut {
	x := hdl.RegNextInit(m, "newest", in.X, hdl.U(0, 8))
	slots := hdl.Grid(m, "slot", 1, p.N, slot{}, func(c hdl.Cell, o slotOut) slotIn {
		return slotIn{X: x, Above: hdl.West(c, o.Key, []hdl.UInt{hdl.U(0, 8)}), Kept: hdl.West(c, o.Keeps, []hdl.Bool{hdl.B(true)})}
	})
	var out sortedOut
	for _, s := range slots.All() {
		out.Keys = append(out.Keys, s.Key)
	}
	return out
}

// A register that all cells read, some before their neighbours and some after
// them, changes when all have read it.
func TestRegisterReadTwiceByGrid(t *testing.T) {
	c, err := hdl.Elaborate(sorted{8})
	require.NoError(t, err)
	for _, o := range []sim.Options{{Engine: sim.Interpreter}, {Engine: sim.Compiled, Skip: sim.SkipNever}, {Engine: sim.Compiled, Skip: sim.SkipAlways}} {
		s, err := sim.New(c.Design, o)
		require.NoError(t, err)
		s.PokeName("rst", 1)
		require.NoError(t, s.Step())
		s.PokeName("rst", 0)
		r := rand.New(rand.NewPCG(1, 1))
		list, last := make([]uint64, 8), uint64(0)
		for range 100 {
			x := uint64(r.IntN(256))
			s.Poke(c.In.X, int64(x))
			require.NoError(t, s.Step())
			for i, k := range list {
				if k < last {
					copy(list[i+1:], list[i:])
					list[i] = last
					break
				}
			}
			last = x
			var got []uint64
			for _, k := range c.Out.Keys {
				got = append(got, uint64(s.Peek(k)))
			}
			require.Equal(t, list, got, "engine %v", o)
		}
		s.Close()
	}
}
