package hbm

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/blocks/hbm/stripe"
	"npugen/hdl"
	"npugen/sim"
)

// stripedSim is a simulation of n channels after reset.
func stripedSim(t testing.TB, n, ratio int) *sim.Sim {
	t.Helper()
	config := hbm.Default(preset(t, "hbm2-2000-8gb"), 64)
	config.Ratio = ratio
	c, err := hdl.Elaborate(Striped{Stripe: stripe.Interleaver{Config: config, Channels: n, Depth: 256}, StoreRows: 2})
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

// ones is n bits that are all up.
func ones(n int) *big.Int {
	return new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), uint(n)), big.NewInt(1))
}

// Beats that were written come back in order and whole, with a client that
// pauses, from all over the memory; lines without bytes keep what they hold.
func TestStripedOrder(t *testing.T) {
	for _, x := range []struct{ channels, ratio int }{{3, 1}, {2, 2}, {3, 4}} {
		t.Run(fmt.Sprintf("%d channels, ratio 1:%d", x.channels, x.ratio), func(t *testing.T) {
			stripedOrder(t, stripedSim(t, x.channels, x.ratio), x.channels, min(x.ratio, 2))
		})
	}
}

func stripedOrder(t *testing.T, s *sim.Sim, channels, each int) {
	const beats = 300
	lines := channels * each
	rowBeats := 2 * 16 * 16 / each // of the first row of all banks
	value := func(beat, stamp int) *big.Int {
		v := new(big.Int)
		for c := range lines {
			v.Or(v, new(big.Int).Lsh(big.NewInt(int64((beat*1000+c+1)*8+stamp)), uint(512*c)))
		}
		return v
	}
	// spread is over two rows, so that the hash sends even lines to both pseudo-channels
	spread := func(beat int) uint64 { return uint64(beat/2 + beat%2*rowBeats) }
	write := func(stamp int, mask *big.Int) {
		s.Must("write_mask").SetBig(mask)
		s.Must("write_valid").Set(1)
		for i := 0; i < beats; {
			s.Must("write_addr").SetUint(spread(i))
			s.Must("write_data").SetBig(value(i, stamp))
			if s.Must("write_ready").Bool() {
				i++
			}
			require.NoError(t, s.Step())
		}
		s.Must("write_valid").Set(0)
	}
	write(0, ones(64*lines))
	write(1, ones(64)) // the first line alone
	want := func(beat int) *big.Int {
		first := new(big.Int).And(value(beat, 1), ones(512))
		rest := new(big.Int).AndNot(value(beat, 0), ones(512))
		return first.Or(first, rest)
	}
	for n := 0; s.Must("busy").Bool(); n++ {
		require.Less(t, n, 5000)
		require.NoError(t, s.Step())
	}
	asked, got := 0, 0
	for n := 0; got < beats; n++ {
		require.Less(t, n, 8000)
		s.Must("read_valid").SetBool(asked < beats)
		s.Must("read_data").SetUint(spread(asked % beats))
		s.Must("lines_ready").SetBool(n%7 < 4)
		if asked < beats && s.Must("read_ready").Bool() {
			asked++
		}
		if s.Must("lines_valid").Bool() && n%7 < 4 {
			require.Equal(t, want(got).Text(16), s.Must("lines_data").Bits().Text(16), "beat %d", got)
			got++
		}
		require.NoError(t, s.Step())
	}
	require.False(t, s.Must("wrong").Bool(), "violations of the memory's timing")
}

// Sixteen channels read a stream at 98 % of one channel's rate at least, and one
// channel at every frequency ratio at 97 % of what its bus can do.
func TestStripedRate(t *testing.T) {
	rate := func(n, ratio int) float64 {
		s := stripedSim(t, n, ratio)
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
		return float64(2*beats*min(ratio, 2)) / float64(run*ratio) * 100
	}
	one := rate(1, 1)
	many := rate(stripe.MaxChannels, 1)
	t.Logf("one channel %.1f %%, %d channels %.1f %% each", one, stripe.MaxChannels, many)
	require.Greater(t, many, 0.98*one)
	require.Greater(t, one, 97.0)
	for _, ratio := range []int{2, 4} {
		r := rate(1, ratio)
		t.Logf("one channel at 1:%d: %.1f %%", ratio, r)
		require.Greater(t, r, 97.0)
	}
}
