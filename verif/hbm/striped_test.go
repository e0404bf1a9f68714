package hbm

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/blocks/hbm/stripe"
	"npugen/hdl"
	"npugen/sim"
)

// stripedSim is a simulation of n channels after reset.
func stripedSim(t testing.TB, n int) *sim.Sim {
	t.Helper()
	p := preset(t, "hbm2-2000-8gb")
	x := stripe.Interleaver{Config: hbm.Default(p, 64), Channels: n, Depth: 256}
	c, err := hdl.Elaborate(Striped{Stripe: x, StoreRows: 2})
	require.NoError(t, err)
	s, err := sim.New(c.Design, sim.Options{Seed: 2})
	require.NoError(t, err)
	s.Must("rst").Set(1)
	for range 4 {
		require.NoError(t, s.Step())
	}
	s.Must("rst").Set(0)
	return s
}

// Beats that were written come back in order and whole, with a client that
// pauses.
func TestStripedOrder(t *testing.T) {
	const channels, beats = 3, 300
	s := stripedSim(t, channels)
	value := func(beat int) *big.Int {
		v := new(big.Int)
		for c := range channels {
			v.Or(v, new(big.Int).Lsh(big.NewInt(int64(beat*1000+c+1)), uint(512*c)))
		}
		return v
	}
	s.Must("write_mask").SetBig(new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 64*channels), big.NewInt(1)))
	s.Must("write_valid").Set(1)
	for i := 0; i < beats; {
		s.Must("write_addr").Set(int64(i))
		s.Must("write_data").SetBig(value(i))
		if s.Must("write_ready").Bool() {
			i++
		}
		require.NoError(t, s.Step())
	}
	s.Must("write_valid").Set(0)
	for n := 0; s.Must("busy").Bool(); n++ {
		require.Less(t, n, 5000)
		require.NoError(t, s.Step())
	}
	asked, got := 0, 0
	for n := 0; got < beats; n++ {
		require.Less(t, n, 8000)
		s.Must("read_valid").SetBool(asked < beats)
		s.Must("read_data").Set(int64(asked % beats))
		s.Must("lines_ready").SetBool(n%7 < 4)
		if asked < beats && s.Must("read_ready").Bool() {
			asked++
		}
		if s.Must("lines_valid").Bool() && n%7 < 4 {
			require.Equal(t, value(got).Text(16), s.Must("lines_data").Bits().Text(16), "beat %d", got)
			got++
		}
		require.NoError(t, s.Step())
	}
	require.False(t, s.Must("wrong").Bool(), "violations of the memory's timing")
}

// Sixteen channels read a stream at 98 % of one channel's rate at least.
func TestStripedRate(t *testing.T) {
	rate := func(n int) float64 {
		s := stripedSim(t, n)
		valid, addr, ready := s.Must("read_valid"), s.Must("read_data"), s.Must("read_ready")
		comes := s.Must("lines_valid")
		s.Must("lines_ready").Set(1)
		valid.Set(1)
		const warm, run = 1500, 4500
		at, beats := int64(0), 0
		for i := range warm + run {
			addr.Set(at)
			if ready.Bool() {
				at++
			}
			if i >= warm && comes.Bool() {
				beats++
			}
			require.NoError(t, s.Step())
		}
		require.False(t, s.Must("wrong").Bool(), "violations of the memory's timing")
		return float64(beats) * 2 / run * 100
	}
	one := rate(1)
	many := rate(stripe.MaxChannels)
	t.Logf("one channel %.1f %%, %d channels %.1f %% each", one, stripe.MaxChannels, many)
	require.Greater(t, many, 0.98*one)
	require.Greater(t, one, 97.0)
}
