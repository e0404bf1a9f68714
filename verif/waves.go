package verif

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"npugen/sim"
)

// Waves runs a job in the built-in simulator and writes what all signals do from
// one step to another, both included, as a VCD file. Clocks rise at the times of
// the stimulus and fall half way to the next step, when its inputs change.
func Waves(ctx context.Context, w io.Writer, j Job, from, until int) error {
	until = min(until, j.Stim.Steps()-1)
	if from = max(from, 0); from > until {
		return fmt.Errorf("waves of steps %d to %d: the stimulus has %d", from, until, j.Stim.Steps())
	}
	b, err := newStand(j, sim.Options{Seed: j.Stim.Seed, ContinueOnFailure: true})
	if err != nil {
		return err
	}
	defer b.s.Close()
	v, err := b.s.VCD(w, sim.VCDOptions{From: j.Stim.before(from)})
	if err != nil {
		return err
	}
	if err = b.run(ctx, until); err == nil {
		err = b.s.Err()
	}
	return errors.Join(err, v.Close())
}

// run does all steps up to one at the times of the stimulus.
func (b *stand) run(ctx context.Context, until int) error {
	for step := range until + 1 {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.s.RunUntil(b.stim.before(step)); err != nil {
			return err
		}
		b.clock(step-1, 0)
		b.drive(step)
		if err := b.s.RunUntil(sim.Time(b.stim.Time[step])); err != nil {
			return err
		}
		b.clock(step, 1)
	}
	return nil
}

// before is half way from the step before to this one.
func (s *Stimulus) before(step int) sim.Time {
	if step == 0 {
		return sim.Time(s.Time[0] / 2)
	}
	return sim.Time((s.Time[step-1] + s.Time[step]) / 2)
}

// WavesOnFailure records a simulation. If the test fails, the waves of the last
// stretch of simulated time, or of what was recorded if that is less, go to a
// file, whose name is logged.
func WavesOnFailure(t testing.TB, s *sim.Sim, last sim.Time) {
	t.Helper()
	rec, err := s.Record(sim.RecordOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			from, until := rec.Span()
			from = max(from, until-last)
			logWaves(t, t.Name(), func(w io.Writer) error { return rec.VCD(w, sim.VCDOptions{From: from}) })
		}
	})
}

// logWaves writes waves to a new file, whose name is logged.
func logWaves(t testing.TB, name string, write func(w io.Writer) error) {
	t.Helper()
	f, err := os.CreateTemp("", regexp.MustCompile(`[^\w.-]+`).ReplaceAllString(name, "_")+"-*.vcd")
	if err == nil {
		err = errors.Join(write(f), f.Close())
	}
	if err != nil {
		t.Log("no waves: ", err)
		return
	}
	t.Logf("waves: %s", filepath.ToSlash(f.Name()))
}
