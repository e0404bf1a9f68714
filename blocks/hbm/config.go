package hbm

import (
	"fmt"

	"npugen/blocks/hbm/profile"
)

// LineBytes is the size of a request: two bursts of 32 bytes in one row.
const LineBytes = 64

// Mapping says which bits of an address choose what. From the lowest bit of the
// line address up:
type Mapping int

// The mappings.
const (
	Hashed      Mapping = iota // Interleaved with the folded row XORed into pseudo-channel, group and bank
	Interleaved                // pseudo-channel, one bit of column, bank group, column, bank, row
	Linear                     // pseudo-channel, column, bank group, bank, row
)

// String is the mapping's name.
func (m Mapping) String() string {
	if m < Hashed || m > Linear {
		return fmt.Sprintf("Mapping(%d)", int(m))
	}
	return [...]string{"hashed", "interleaved", "linear"}[m]
}

// Refresh says how banks are refreshed.
type Refresh int

// The ways to refresh.
const (
	SingleBank Refresh = iota // one bank at a time, banks without work first
	AllBank                   // all banks of a pseudo-channel at once
)

// String is the name of the way.
func (r Refresh) String() string {
	if r == AllBank {
		return "all-bank"
	}
	return "single-bank"
}

// Config is the parameters of a controller. It is comparable. Start from
// Default.
type Config struct {
	Geometry profile.Geometry
	Timings  profile.Timings

	Reads  int `hdl:"r"` // read entries of the channel
	Writes int `hdl:"w"` // write entries of the channel
	Tag    int // bits of the tag that a read carries

	Ratio         int // command cycles a clock: 1, 2 or 4; as many read and write lanes
	Mapping       Mapping
	Refresh       Refresh
	ECC           bool // lines carry a check byte for each 64 bits; see package ecc
	AutoPrecharge bool // precharge with the last queued hit of a row

	// Write batching, in entries of one pseudo-channel: writes begin at High,
	// and end at Low or after Batch lines when reads wait. Reads go on for Batch
	// lines at least while there are any.
	High, Low, Batch int

	// Stall is the frames without a line after which a direction with work for
	// the other gives way.
	Stall int

	// Age is the frames after which a waiting read is marked; after twice as
	// many at most it goes first. Writes have eight times as long.
	Age int

	// Postpone is the refreshes (of a bank, or of all) that a pseudo-channel
	// may owe before one is forced, PullIn those it may be ahead.
	Postpone, PullIn int

	// Commands for the whole channel (power.go), all off in Default. Any of them
	// gives the channel a State port.
	Init      profile.Init // zero: the memory is up after reset
	Control   bool         // a port for self-refresh and the refresh rate
	PowerDown int          // idle frames before power-down; 0 for never

	// Priority makes the highest bit of a client's read tag its class: of the
	// requests that can go, those with 1 go first, until one with 0 is overdue
	// (see Age).
	Priority bool
}

// Default is the configuration that the figures in the documentation are
// measured with: entries is the number of read and of write entries.
func Default(p profile.Profile, entries int) Config {
	half := entries / 2
	return Config{
		Geometry: p.Geometry, Timings: p.Timings,
		Reads: entries, Writes: entries, Tag: 8, Ratio: 1,
		Mapping: Hashed, Refresh: SingleBank, AutoPrecharge: true,
		High: half * 7 / 8, Low: half / 4, Batch: 2 * half, Stall: 6,
		Age: 256, Postpone: 14, PullIn: 4,
	}
}

// MaxEntries bounds a queue of the channel.
const MaxEntries = 128

// Check reports the first parameter that the controller cannot be built with.
func (c Config) Check() error {
	t, g := c.Timings, c.Geometry
	for _, r := range []struct {
		ok   bool
		what string
		v    int
		want string
	}{
		{evenWithin(c.Reads, 8, MaxEntries), "read entries", c.Reads, fmt.Sprintf("an even number from 8 to %d", MaxEntries)},
		{evenWithin(c.Writes, 8, MaxEntries), "write entries", c.Writes, fmt.Sprintf("an even number from 8 to %d", MaxEntries)},
		{c.Tag >= 1 && c.Tag <= 32, "tag bits", c.Tag, "1 to 32"},
		{c.Mapping >= Hashed && c.Mapping <= Linear, "mapping", int(c.Mapping), "hashed, interleaved or linear"},
		{c.Refresh == SingleBank || c.Refresh == AllBank, "refresh", int(c.Refresh), "single-bank or all-bank"},
		{c.Ratio == 1 || c.Ratio == 2 || c.Ratio == 4, "frequency ratio", c.Ratio, "1, 2 or 4 command cycles a clock"},
		{c.High >= 1 && c.High <= c.Writes/2, "high-water mark", c.High, fmt.Sprintf("1 to %d", c.Writes/2)},
		{c.Low >= 0 && c.Low < c.High, "low-water mark", c.Low, fmt.Sprintf("0 to %d", c.High-1)},
		{c.Batch >= 1 && c.Batch <= 1023, "batch", c.Batch, "1 to 1023"},
		{c.Stall >= 1 && c.Stall <= 63, "stall", c.Stall, "1 to 63"},
		{c.Age >= 16 && c.Age <= 4095, "age limit", c.Age, "16 to 4095"},
		{c.Postpone >= 1 && c.Postpone <= c.mostPostponed(), "postponed refreshes", c.Postpone, fmt.Sprintf("1 to %d", c.mostPostponed())},
		{c.PullIn >= 0 && c.PullIn <= g.Banks(), "refreshes ahead", c.PullIn, fmt.Sprintf("0 to %d", g.Banks())},
		{g.PageBytes >= 4*LineBytes, "page bytes", g.PageBytes, "256 at least"},
		{g.BurstBytes*2 == LineBytes, "burst bytes", g.BurstBytes, "32: a line is two bursts"},
		{t.BL == 2 && t.CCDS <= 2, "tCCDS", t.CCDS, "2 with bursts of 2 cycles: column slots are 2 cycles apart"},
		{t.CCDL <= frameCK, "tCCDL", t.CCDL, "4 at most: the halves of a line are 4 cycles apart"},
		{t.ActCK <= 2, "act_ck", t.ActCK, "2 at most: a pseudo-channel has two row slots in a frame"},
		{t.PPD <= frameCK, "tPPD", t.PPD, "4 at most: a pseudo-channel precharges once a frame"},
		{t.RFCSB*g.Banks() < t.REFI, "tRFCSB", t.RFCSB, "less than tREFI over the banks: refreshes are one at a time"},
		{c.PowerDown >= 0 && c.PowerDown <= 65535, "idle frames before power-down", c.PowerDown, "0 to 65535"},
		{!c.Priority || c.classBit() >= 0, "tag bits", c.Tag, "2 at least with priorities and error correction"},
		{c.lastMode() < g.Banks(), "mode register", c.lastMode(), fmt.Sprintf("0 to %d: it has the place of a bank", g.Banks()-1)},
	} {
		if !r.ok {
			return fmt.Errorf("hbm controller: %s %d: want %s", r.what, r.v, r.want)
		}
	}
	return nil
}

// mostPostponed leaves room below eight refresh intervals for a bank that holds
// a forced refresh up.
func (c Config) mostPostponed() int {
	if c.Refresh == AllBank {
		return 4
	}
	return 8*c.Geometry.Banks() - hardMargin
}

// classBit is the bit of a read's tag that says its class; with ECC the highest
// one is the guard's.
func (c Config) classBit() int {
	if c.ECC {
		return c.Tag - 2
	}
	return c.Tag - 1
}

func (c Config) lastMode() int {
	last := 0
	for _, n := range c.Init.Loaded() {
		last = n
	}
	return last
}

// WithAllBankRefresh is the configuration with all banks refreshed at once.
func (c Config) WithAllBankRefresh() Config {
	c.Refresh, c.Postpone, c.PullIn = AllBank, 1, 0
	return c
}

func evenWithin(v, lo, hi int) bool { return v >= lo && v <= hi && v%2 == 0 }

// MaskBits is the byte enables of a line: one for each byte of data, and after
// every eighth, with ECC, one for the check byte.
func (c Config) MaskBits() int {
	if c.ECC {
		return LineBytes + LineBytes/8
	}
	return LineBytes
}

// LineBits is the width of a line.
func (c Config) LineBits() int { return 8 * c.MaskBits() }

// Answers is the lines that can come back in a clock: with 2, each
// pseudo-channel's on a lane of its own.
func (c Config) Answers() int { return min(max(c.Ratio, 1), 2) }

// LineAddrBits is the width of a line address: the byte address without its
// lowest 6 bits.
func (c Config) LineAddrBits() int { return log2(c.Geometry.Bytes() / LineBytes) }

// lineColumns is the lines of a row.
func (c Config) lineColumns() int { return c.Geometry.PageBytes / LineBytes }
