package hbm

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

func preset(t testing.TB, name string) profile.Profile {
	t.Helper()
	p, err := profile.Preset(name)
	require.NoError(t, err)
	return p
}

func TestCheck(t *testing.T) {
	p := preset(t, "hbm2-2000-8gb")
	require.NoError(t, Default(p, 64).Check())
	for _, c := range []struct {
		change func(*Config)
		want   string
	}{
		{func(c *Config) { c.Reads = 7 }, "hbm controller: read entries 7: want an even number from 8 to 128"},
		{func(c *Config) { c.Writes = 130 }, "hbm controller: write entries 130: want an even number from 8 to 128"},
		{func(c *Config) { c.Tag = 0 }, "tag bits 0: want 1 to 32"},
		{func(c *Config) { c.Mapping = 9 }, "mapping 9: want hashed, interleaved or linear"},
		{func(c *Config) { c.Refresh = 2 }, "refresh 2: want single-bank or all-bank"},
		{func(c *Config) { c.Ratio = 3 }, "frequency ratio 3: want 1, 2 or 4"},
		{func(c *Config) { c.High = 33 }, "high-water mark 33: want 1 to 32"},
		{func(c *Config) { c.Low = c.High }, "low-water mark 28: want 0 to 27"},
		{func(c *Config) { c.Batch = 0 }, "batch 0: want 1 to 1023"},
		{func(c *Config) { c.Stall = 64 }, "stall 64: want 1 to 63"},
		{func(c *Config) { c.Age = 1 }, "age limit 1: want 16 to 4095"},
		{func(c *Config) { c.Postpone = 125 }, "postponed refreshes 125: want 1 to 124"},
		{func(c *Config) { c.PullIn = 17 }, "refreshes ahead 17: want 0 to 16"},
		{func(c *Config) { c.Timings.CCDL = 5 }, "tCCDL 5: want 4 at most"},
		{func(c *Config) { c.Timings.CCDS = 3 }, "tCCDS 3: want 2 with bursts of 2 cycles"},
		{func(c *Config) { c.Timings.ActCK = 3 }, "act_ck 3: want 2 at most"},
		{func(c *Config) { c.Timings.RFCSB = 300 }, "tRFCSB 300: want less than tREFI over the banks"},
		{func(c *Config) { c.Geometry.BurstBytes = 64 }, "burst bytes 64: want 32: a line is two bursts"},
	} {
		config := Default(p, 64)
		c.change(&config)
		require.ErrorContains(t, config.Check(), c.want)
		if config.Ratio == 1 && config.Geometry.BurstBytes == 32 && config.Tag > 0 {
			_, err := hdl.Elaborate(Channel{config})
			require.ErrorContains(t, err, c.want, "elaboration says it too")
		}
	}
}

func ExampleConfig_Locate() {
	p, err := profile.Preset("hbm2-2000-8gb")
	if err != nil {
		fmt.Println(err)
		return
	}
	c := Default(p, 64)
	for _, addr := range []uint64{0, 64, 128, 256, 32 << 10, 64 << 10} {
		pc, bank, row, column := c.Locate(addr / LineBytes)
		fmt.Printf("byte %#6x: pseudo-channel %d, bank %2d, row %d, column %d\n", addr, pc, bank, row, column)
	}
	// Output:
	// byte    0x0: pseudo-channel 0, bank  0, row 0, column 0
	// byte   0x40: pseudo-channel 1, bank  0, row 0, column 0
	// byte   0x80: pseudo-channel 0, bank  0, row 0, column 1
	// byte  0x100: pseudo-channel 0, bank  4, row 0, column 0
	// byte 0x8000: pseudo-channel 1, bank  0, row 1, column 0
	// byte 0x10000: pseudo-channel 0, bank  4, row 2, column 0
}
