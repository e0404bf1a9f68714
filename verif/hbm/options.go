package hbm

import (
	"errors"
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
	Warmup      int       // cycles before the measurement
	Cycles      int       // measured; 0: all of a trace, and of a pattern UsualCycles after UsualWarmup
	Seed        uint64    // of patterns and of power-up values
	Log         bool      // keep the command log

	Init      bool // begin with the profile's initialisation
	PowerDown int  // idle frames of 4 cycles before power-down; 0 for never
	Burst     int  // requests between pauses; 0 for no pauses
	Pause     int  // cycles of a pause: one to two times as many
	Sleep     bool // be in self-refresh in every second pause
}

// How long a pattern usually runs, in cycles.
const (
	UsualWarmup = 20_000
	UsualCycles = 120_000
)

// OptionError is a mistake in an option itself, and not in a file that it names.
type OptionError struct{ err error }

func (e *OptionError) Error() string { return e.err.Error() }

func (e *OptionError) Unwrap() error { return e.err }

// Run is the run that the options describe, or what is wrong with them: an
// *OptionError, a *TraceError, or the profile file's diagnostics.
func (o Options) Run() (Run, error) {
	p, err := o.profile()
	if err != nil {
		return Run{}, err
	}
	c, err := o.config(p)
	if err != nil {
		return Run{}, &OptionError{err}
	}
	if err := c.Check(); err != nil {
		if o.ProfileFile != "" {
			return Run{}, fmt.Errorf("%s: %w", o.ProfileFile, err)
		}
		return Run{}, &OptionError{err}
	}
	r := Run{Profile: p, Config: c, Warmup: o.Warmup, Cycles: o.Cycles, Seed: o.Seed, Log: o.Log, Burst: o.Burst, Pause: o.Pause, Sleep: o.Sleep}
	switch {
	case o.Pattern != "" && o.Trace != nil:
		return Run{}, &OptionError{errors.New("a pattern and a trace: want one of them")}
	case o.Trace != nil:
		list, err := ReadTrace(o.Trace, uint64(p.Bytes()))
		if err != nil {
			return Run{}, err
		}
		r.Traffic = TrafficOf(list)
		return r, r.check()
	case o.Pattern == "":
		return Run{}, &OptionError{errors.New("no traffic: want a pattern or a trace")}
	}
	if r.Traffic, err = NewTraffic(o.Pattern, uint64(p.Bytes()), o.Seed); err != nil {
		return Run{}, &OptionError{err}
	}
	if r.Cycles == 0 {
		r.Cycles = UsualCycles
		if r.Warmup == 0 {
			r.Warmup = UsualWarmup
		}
	}
	return r, r.check()
}

func (o Options) profile() (profile.Profile, error) {
	switch {
	case o.ProfileFile != "" && o.Profile != "":
		return profile.Profile{}, &OptionError{errors.New("a profile's name and a profile file: want one of them")}
	case o.ProfileFile != "":
		return profile.Load(o.ProfileFile)
	case o.Profile != "":
		p, err := profile.Preset(o.Profile)
		if err != nil {
			return p, &OptionError{err}
		}
		return p, nil
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
	return c, nil
}
