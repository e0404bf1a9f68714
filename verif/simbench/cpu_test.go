package simbench

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/sim"
)

// The processor really sorts: when it has finished its first round the memory
// holds the random words in order.
func TestCPUSorts(t *testing.T) {
	c, err := hdl.Elaborate(cpu{})
	require.NoError(t, err)
	s, err := sim.New(c.Design, sim.Options{Seed: 3})
	require.NoError(t, err)
	s.PokeName("rst", 1)
	require.NoError(t, s.StepN(nil, 2))
	s.PokeName("rst", 0)
	pc := s.Must("pc")
	for range 100_000 {
		require.NoError(t, s.Step())
		if pc.Uint() == 26*4 {
			break
		}
	}
	require.EqualValues(t, 26*4, pc.Uint(), "the program never finished sorting")

	x := uint32(0x12345678)
	want := make([]uint32, ramWords)
	for i := range want {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		want[i] = x
	}
	slices.Sort(want)
	got := make([]uint32, ramWords)
	for i := range got {
		got[i] = uint32(s.PeekName(fmt.Sprintf("ram[%d]", i)))
	}
	require.Equal(t, want, got)
}
