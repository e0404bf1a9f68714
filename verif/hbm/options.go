package hbm

import (
	"fmt"
	"io"

	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
)

// Options are a run as a command line gives it. Zero values mean the defaults.
type Options struct {
	Profile     string    // a preset's name; default hbm2-2000-8gb
	ProfileFile string    // a profile file instead
	Pattern     string    // the name of a pattern, or
	Trace       io.Reader // requests as ReadTrace takes them
	Queues      int       // read and write entries of the channel; default 64
	Mapping     string    // hashed, interleaved or linear
	Refresh     string    // single-bank or all-bank
	Ratio       int       // frequency ratio: 1, 2 or 4
	Warmup      int       // cycles before the measurement; default 20000 for a pattern, 0 for a trace
	Cycles      int       // measured; default 120000 for a pattern, the whole trace for a trace
	Seed        uint64    // of patterns and of power-up values
	Log         bool      // keep the command log

	Init      bool // begin with the profile's initialisation
	PowerDown int  // idle frames of 4 cycles before power-down; 0 for never
	Burst     int  // requests between pauses; 0 for no pauses
	Pause     int  // cycles of a pause: one to two times as many
	Sleep     bool // be in self-refresh in every second pause
}

// Run is the run that the options describe, or what is wrong with them.
func (o Options) Run() (Run, error) {
	p, err := o.profile()
	if err != nil {
		return Run{}, err
	}
	c, err := o.config(p)
	if err != nil {
		return Run{}, err
	}
	r := Run{Profile: p, Config: c, Warmup: o.Warmup, Cycles: o.Cycles, Seed: o.Seed, Log: o.Log, Burst: o.Burst, Pause: o.Pause, Sleep: o.Sleep}
	switch {
	case o.Pattern != "" && o.Trace != nil:
		return Run{}, fmt.Errorf("a pattern and a trace: want one of them")
	case o.Trace != nil:
		list, err := ReadTrace(o.Trace, uint64(p.Bytes()))
		if err != nil {
			return Run{}, err
		}
		r.Traffic = TrafficOf(list)
		return r, nil
	case o.Pattern == "":
		return Run{}, fmt.Errorf("no traffic: want a pattern or a trace")
	}
	if r.Traffic, err = NewTraffic(o.Pattern, uint64(p.Bytes()), o.Seed); err != nil {
		return Run{}, err
	}
	if r.Cycles == 0 {
		r.Cycles = 120_000
		if r.Warmup == 0 {
			r.Warmup = 20_000
		}
	}
	return r, nil
}

func (o Options) profile() (profile.Profile, error) {
	switch {
	case o.ProfileFile != "" && o.Profile != "":
		return profile.Profile{}, fmt.Errorf("a profile's name and a profile file: want one of them")
	case o.ProfileFile != "":
		return profile.Load(o.ProfileFile)
	case o.Profile != "":
		return profile.Preset(o.Profile)
	}
	return profile.Preset("hbm2-2000-8gb")
}

func (o Options) config(p profile.Profile) (hbm.Config, error) {
	queues := o.Queues
	if queues == 0 {
		queues = 64
	}
	if queues < 8 || queues > hbm.MaxEntries || queues%2 == 1 {
		return hbm.Config{}, fmt.Errorf("queue depth %d: want an even number from 8 to %d", queues, hbm.MaxEntries)
	}
	c := hbm.Default(p, queues)
	switch o.Mapping {
	case "", "hashed":
	case "interleaved":
		c.Mapping = hbm.Interleaved
	case "linear":
		c.Mapping = hbm.Linear
	default:
		return c, fmt.Errorf("mapping %q: want hashed, interleaved or linear", o.Mapping)
	}
	switch o.Refresh {
	case "", "single-bank":
	case "all-bank":
		c = c.WithAllBankRefresh()
	default:
		return c, fmt.Errorf("refresh %q: want single-bank or all-bank", o.Refresh)
	}
	if o.Ratio != 0 {
		c.Ratio = o.Ratio
	}
	if o.Init {
		if p.Init == (profile.Init{}) {
			return c, fmt.Errorf("profile %s has no section init: add one with tINIT1 to tMOD and mode_registers", p.Name)
		}
		c.Init = p.Init
	}
	c.PowerDown, c.Control = o.PowerDown, o.Sleep
	switch {
	case o.Burst < 0 || o.Pause < 0 || (o.Burst > 0) != (o.Pause > 0):
		return c, fmt.Errorf("burst %d and pause %d: want both, above 0", o.Burst, o.Pause)
	case o.Sleep && o.Burst == 0:
		return c, fmt.Errorf("self-refresh without pauses: give a burst and a pause")
	}
	return c, c.Check()
}
