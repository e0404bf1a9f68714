package simbench

import (
	"context"
	"time"

	"npugen/hdl/ir"
	"npugen/sim"
)

// builtIn is package sim with one of its engines.
type builtIn struct {
	kind sim.Engine
	s    *sim.Sim
}

func (b *builtIn) build(_ context.Context, d *ir.Design, _ string) (err error) {
	if b.s, err = sim.New(d, sim.Options{Seed: powerUp, Engine: b.kind, Unchecked: true}); err != nil {
		return err
	}
	if b.s.Engine() != b.kind {
		return &unableError{b.s.Notice()}
	}
	return nil
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

func (b *builtIn) rate(ctx context.Context, t time.Duration) (float64, error) {
	done, n, start := 0, 16, time.Now()
	for time.Since(start) < t && ctx.Err() == nil {
		if err := b.s.StepN(nil, n); err != nil {
			return 0, err
		}
		done += n
		n = min(2*n, 1<<20)
		if left := t - time.Since(start); left > 0 {
			perCycle := time.Since(start) / time.Duration(done)
			n = min(n, int(left/max(perCycle, 1))+1)
		}
	}
	return float64(done) / time.Since(start).Seconds(), ctx.Err()
}
