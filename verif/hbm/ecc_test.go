package hbm

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/hdl"
	"npugen/sim"
)

func eccSystem(t *testing.T, scrub int) *sim.Sim {
	t.Helper()
	config := hbm.Default(preset(t, "hbm2-2000-8gb"), 16)
	config.ECC = true
	c, err := hdl.Elaborate(System{Config: config, StoreRows: 2, Scrub: scrub})
	require.NoError(t, err)
	s, err := sim.New(c.Design, sim.Options{Seed: 9})
	require.NoError(t, err)
	s.Must("rst").Set(1)
	require.NoError(t, s.Step())
	s.Must("rst").Set(0)
	for i := range 2 * 16 * 2 * 32 {
		s.Must(fmt.Sprintf("device.words[%d]", i)).Set(0)
	}
	return s
}

// access writes or reads one line and waits for the end.
func access(t *testing.T, s *sim.Sim, port string, addr int64) {
	t.Helper()
	s.Must(port + "_valid").Set(1)
	s.Must(port + "_addr").Set(addr)
	for n := 0; !s.Must(port + "_ready").Bool(); n++ {
		require.Less(t, n, 1000)
		require.NoError(t, s.Step())
	}
	require.NoError(t, s.Step())
	s.Must(port + "_valid").Set(0)
	s.Must("inject").Set(0)
	for n := 0; n < 200 && s.Must("busy").Bool() && !s.Must("data_valid").Bool(); n++ {
		require.NoError(t, s.Step())
	}
}

// Injected errors: one bit is corrected, two are reported, and stay reported
// when the word is written in part.
func TestInjection(t *testing.T) {
	s := eccSystem(t, 0)
	full := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 64), big.NewInt(1))
	s.Must("write_mask").SetBig(full)
	s.Must("write_data").SetBig(big.NewInt(0x1234567890))
	s.Must("inject").Set(1)
	access(t, s, "write", 5)
	access(t, s, "read", 5)
	require.Equal(t, int64(0x1234567890), s.Must("data_data").Bits().Int64())
	require.Equal(t, uint64(1), s.Must("corrected").Uint())
	require.Equal(t, uint64(0), s.Must("lost").Uint())

	s.Must("inject").Set(2)
	access(t, s, "write", 6)
	access(t, s, "read", 6)
	require.Equal(t, uint64(1), s.Must("lost").Uint())
	s.Must("write_mask").Set(1)
	access(t, s, "write", 6)
	access(t, s, "read", 6)
	require.Equal(t, uint64(3), s.Must("lost").Uint(), "the read of the partial write, and the client's")
	s.Must("write_mask").SetBig(full)
	access(t, s, "write", 6)
	access(t, s, "read", 6)
	require.Equal(t, uint64(3), s.Must("lost").Uint(), "a whole write mends it")
}

// The scrubber finds an error that nobody reads, once, and mends it.
func TestScrub(t *testing.T) {
	s := eccSystem(t, 8)
	s.Must("write_mask").SetBig(new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 64), big.NewInt(1)))
	for i := range 64 {
		if i == 40 {
			s.Must("inject").Set(1)
		}
		access(t, s, "write", int64(i))
	}
	s.Must("guard.scrub_addr").Set(0)
	s.Must("guard.corrected_words").Set(0)
	for n := 0; s.Must("guard.scrub_addr").Int() < 60; n++ {
		require.Less(t, n, 5000)
		require.NoError(t, s.Step())
	}
	require.Equal(t, uint64(1), s.Must("corrected").Uint())
	s.Must("guard.scrub_addr").Set(30)
	for n := 0; s.Must("guard.scrub_addr").Int() < 60; n++ {
		require.Less(t, n, 5000)
		require.NoError(t, s.Step())
	}
	require.Equal(t, uint64(1), s.Must("corrected").Uint(), "it was written back")
}

// Random traffic over a memory whose bits flip, at each frequency ratio.
func TestFlips(t *testing.T) {
	p := preset(t, "hbm2-2000-8gb")
	for _, ratio := range []int{1, 2, 4} {
		t.Run(fmt.Sprintf("ratio 1:%d", ratio), func(t *testing.T) {
			config := hbm.Default(p, 64)
			config.ECC, config.Ratio = true, ratio
			r, err := Integrity{Profile: p, Config: config, Requests: *requests, Scrub: 64, Flips: 400, Seed: 3}.Do()
			require.NoError(t, err)
			t.Logf("%+v", r)
			require.Greater(t, r.Corrected, 20)
			require.Greater(t, r.Partial, 100)
			require.Greater(t, r.Hazards, 100)
		})
	}
}
