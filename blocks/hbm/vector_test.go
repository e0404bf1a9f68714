package hbm

import (
	"math/bits"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/sim"
)

type vectors struct{ Width int }

type vectorsIn struct{ X, Y hdl.UInt }

type vectorsOut struct{ Lowest, Narrow, Encode, Decode hdl.UInt }

func (v vectors) Inputs() vectorsIn {
	return vectorsIn{hdl.UIntT(v.Width), hdl.UIntT(v.Width)}
}

func (v vectors) Build(_ *hdl.Module, in vectorsIn) vectorsOut {
	low := lowest(in.X)
	return vectorsOut{Lowest: low, Narrow: narrow(in.X, in.Y), Encode: encode(low), Decode: decode(encode(low), v.Width)}
}

func TestVectors(t *testing.T) {
	for _, width := range []int{2, 5, 8} {
		c := hdl.MustElaborate(vectors{width})
		s, err := sim.New(c.Design, sim.Options{})
		require.NoError(t, err)
		for x := range uint64(1) << width {
			y := (x*5 + 3) & (1<<width - 1)
			s.Must("x").SetUint(x)
			s.Must("y").SetUint(y)
			require.Equal(t, x&-x, s.Must("lowest").Uint())
			want := x & y
			if want == 0 {
				want = x
			}
			require.Equal(t, want, s.Must("narrow").Uint())
			if x > 0 {
				require.Equal(t, uint64(bits.TrailingZeros64(x)), s.Must("encode").Uint())
				require.Equal(t, x&-x, s.Must("decode").Uint())
			}
		}
	}
}
