package hbm

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/sim"
)

// mapper is the address mapping alone.
type mapper struct{ Config Config }

type mapperIn struct{ Addr hdl.UInt }

func (x mapper) Inputs() mapperIn { return mapperIn{hdl.UIntT(x.Config.LineAddrBits())} }

func (x mapper) Build(_ *hdl.Module, in mapperIn) Place { return x.Config.place(in.Addr) }

// The hardware agrees with Locate, and no two lines share a place.
func TestMapping(t *testing.T) {
	for _, mapping := range []Mapping{Hashed, Interleaved, Linear} {
		for _, name := range []string{"hbm2-2000-4gb", "hbm3-6400-8gb"} {
			c := Default(preset(t, name), 64)
			c.Mapping = mapping
			d, err := hdl.Elaborate(mapper{c})
			require.NoError(t, err)
			s, err := sim.New(d.Design, sim.Options{})
			require.NoError(t, err)
			rng := rand.New(rand.NewPCG(1, uint64(mapping)))
			seen := map[[4]int]uint64{}
			for i := range 4000 {
				addr := uint64(i)
				if i >= 2000 {
					addr = rng.Uint64N(1 << c.LineAddrBits())
				}
				pc, bank, row, column := c.Locate(addr)
				s.Must("addr").SetUint(addr)
				require.Equal(t, []int64{int64(pc), int64(bank), int64(row), int64(column)},
					[]int64{s.Must("pc").Int(), s.Must("bank").Int(), s.Must("row").Int(), s.Must("column").Int()}, "%v, line %#x", mapping, addr)
				at := [4]int{pc, bank, row, column}
				other, ok := seen[at]
				require.True(t, !ok || other == addr, "lines %#x and %#x share a place", addr, other)
				seen[at] = addr
			}
		}
	}
}
