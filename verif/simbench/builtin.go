package simbench

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"time"

	"npugen/hdl/ir"
	"npugen/sim"
)

// builtIn is package sim with one of its engines.
type builtIn struct {
	kind sim.Engine
	mode mode
	s    *sim.Sim
	file *os.File // of the waves, unless the mode is plain
	vcd  *sim.VCD
	rec  *sim.Recording
}

func (*builtIn) rerunnable() bool { return false }

func (b *builtIn) build(_ context.Context, d *ir.Design, dir string) (err error) {
	if b.s, err = sim.New(d, sim.Options{Seed: powerUp, Engine: b.kind, Unchecked: true}); err != nil {
		return err
	}
	if b.s.Engine() != b.kind {
		return &unableError{b.s.Notice()}
	}
	if b.mode == plain {
		return nil
	}
	if b.file, err = os.Create(filepath.Join(dir, wavesFile)); err != nil {
		return err
	}
	if b.mode == recording {
		b.rec, err = b.s.Record(sim.RecordOptions{})
		return err
	}
	b.vcd, err = b.s.VCD(b.file, sim.VCDOptions{MaxCells: math.MaxInt})
	return err
}

func (b *builtIn) reset() error {
	b.s.PokeName("rst", 1)
	err := b.s.StepN(nil, resetCycles)
	b.s.PokeName("rst", 0)
	return err
}

func (b *builtIn) check(_ context.Context, cycles int) (uint64, error) {
	if err := b.reset(); err != nil {
		return 0, err
	}
	if err := b.s.StepN(nil, cycles); err != nil {
		return 0, err
	}
	return b.s.Must("digest").Uint(), nil
}

func (b *builtIn) rate(ctx context.Context, t time.Duration) (speed, error) {
	before, err := b.written()
	if err != nil {
		return speed{}, err
	}
	done, n, start := 0, 16, time.Now()
	for time.Since(start) < t && ctx.Err() == nil {
		if err := b.s.StepN(nil, n); err != nil {
			return speed{}, err
		}
		done += n
		n = min(2*n, 1<<20)
		if left := t - time.Since(start); left > 0 {
			perCycle := time.Since(start) / time.Duration(done)
			n = min(n, int(left/max(perCycle, 1))+1)
		}
	}
	if b.mode == traced {
		err = errors.Join(b.vcd.Close(), b.file.Close())
	}
	s := speed{cyclesPerSecond: float64(done) / time.Since(start).Seconds()}
	switch {
	case b.mode == traced && err == nil:
		var after int64
		after, err = b.written()
		s.bytesPerCycle = float64(after-before) / float64(done)
	case b.mode == recording:
		from := max(0, b.s.Time()-recordedWindow*period)
		begun := time.Now()
		err = errors.Join(b.rec.VCD(b.file, sim.VCDOptions{From: from, MaxCells: math.MaxInt}), b.file.Close())
		s.window, s.total = time.Since(begun), float64(done)/time.Since(start).Seconds()
	}
	return s, errors.Join(err, ctx.Err())
}

// period is that of the clock, which nobody starts.
const period = 10 * sim.Ns

// written is how long the file is.
func (b *builtIn) written() (int64, error) {
	if b.mode != traced {
		return 0, nil
	}
	info, err := os.Stat(b.file.Name())
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
