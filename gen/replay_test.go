package gen

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/sim"
)

// TestReplay reads and frees vectors at random and compares with a slice.
func TestReplay(t *testing.T) {
	for _, def := range []replay{{1, 1, 8}, {2, 1, 8}, {5, 1, 16}, {8, 1, 3}, {13, 1, 70}, {2, 2, 9}, {4, 4, 8}, {12, 4, 8}, {6, 2, 8}, {16, 8, 8}} {
		t.Run(fmt.Sprintf("%+v", def), func(t *testing.T) {
			for seed := range uint64(3) {
				runReplay(t, def, seed)
			}
		})
	}
}

func runReplay(t *testing.T, def replay, seed uint64) {
	c, err := hdl.Elaborate(def)
	require.NoError(t, err)
	s, err := sim.New(c.Design, sim.Options{Seed: seed})
	require.NoError(t, err)
	defer s.Close()
	r := rand.New(rand.NewPCG(seed, 3))
	s.PokeName("rst", 1)
	require.NoError(t, s.Step())
	s.PokeName("rst", 0)

	var held []uint64 // the ring
	next := 0         // of these, the next to read
	offered, up := uint64(0), false
	data, known := uint64(0), false // what the last reading should have given
	mostly := 1 + r.IntN(3)
	for range 3000 {
		if !up && r.IntN(mostly) == 0 {
			up, offered = true, r.Uint64()>>(64-min(def.Width, 64))
		}
		take := next < len(held) && r.IntN(3) > 0
		free := take && next == 0 && r.IntN(2) == 0
		rewind := take && !free && r.IntN(6) == 0
		s.Poke(c.In.In.Valid(), int64(hdlBit(up)))
		s.PokeUint(c.In.In.Data(), offered)
		s.Poke(c.In.Take, int64(hdlBit(take)))
		s.Poke(c.In.Free, int64(hdlBit(free)))
		s.Poke(c.In.Rewind, int64(hdlBit(rewind)))
		require.Equal(t, next < len(held), s.Peek(c.Out.Ready) == 1)
		require.Equal(t, len(held) < def.Words, s.Peek(c.In.In.Ready()) == 1)
		if known {
			require.Equal(t, data, s.PeekBig(c.Out.Data).Uint64())
		}
		pushed := up && len(held) < def.Words
		require.NoError(t, s.Step())
		if take {
			data, known = held[next], true
			next++
			switch {
			case free:
				held, next = held[1:], 0
			case rewind:
				next = 0
			}
		}
		if pushed {
			held, up = append(held, offered), false
		}
	}
}

func hdlBit(b bool) int {
	if b {
		return 1
	}
	return 0
}
