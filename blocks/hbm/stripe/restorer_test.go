package stripe

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/sim"
)

// A channel that answers in any order, and a client that pauses: the lines come
// out in the order of their addresses.
func TestRestorer(t *testing.T) {
	c := hdl.MustElaborate(Restorer{Depth: 16, Addr: 12, Tag: 6})
	s, err := sim.New(c.Design, sim.Options{Seed: 1})
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(3, 4))
	type request struct{ tag, addr uint64 }
	var open []request
	asked, got := uint64(0), uint64(0)
	s.Must("rst").Set(1)
	require.NoError(t, s.Step())
	s.Must("rst").Set(0)
	most := 0
	for n := 0; got < 500; n++ {
		require.Less(t, n, 5000)
		s.Must("addr_valid").Set(1)
		s.Must("addr_data").SetUint(asked % 4096)
		s.Must("read_ready").SetBool(rng.IntN(3) > 0)
		ready := rng.IntN(4) > 0
		s.Must("lines_ready").SetBool(ready)
		s.Must("data_valid").Set(0)
		if len(open) > 0 && rng.IntN(3) > 0 {
			i := rng.IntN(len(open))
			s.Must("data_valid").Set(1)
			s.Must("data_tag").SetUint(open[i].tag)
			s.Must("data_data").SetUint(open[i].addr + 7)
			open = append(open[:i], open[i+1:]...)
		}
		if s.Must("addr_ready").Bool() {
			asked++
		}
		if s.Must("read_valid").Bool() && s.Must("read_ready").Bool() {
			open = append(open, request{s.Must("read_tag").Uint(), s.Must("read_addr").Uint()})
			most = max(most, len(open))
		}
		if ready && s.Must("lines_valid").Bool() {
			require.Equal(t, got+7, s.Must("lines_data").Bits().Uint64())
			got++
		}
		require.NoError(t, s.Step())
	}
	require.Greater(t, most, 8, "few requests are under way")
}

func TestRestorerRejects(t *testing.T) {
	for _, r := range []Restorer{{Depth: 3, Addr: 8, Tag: 4}, {Depth: 32, Addr: 8, Tag: 4}, {Depth: 0, Addr: 8, Tag: 4}} {
		_, err := hdl.Elaborate(r)
		require.ErrorContains(t, err, "a depth that is no power of two, or more than the tags tell apart")
	}
}
