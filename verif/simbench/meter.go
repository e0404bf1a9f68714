package simbench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"npugen/hdl/ir"
	"npugen/verif/tool"
)

// Measure builds a design on one engine and runs it once.
func Measure(ctx context.Context, d Design, name string, o Options) (Result, error) {
	b := newBench(d, name, o)
	defer b.close()
	return b.measure(ctx, b.o.Step)
}

// bench measures one design on one engine, as often as it is asked to.
type bench struct {
	design        Design
	name          string
	o             Options
	plain, traced *meter // without waves, and with
}

func newBench(d Design, name string, o Options) *bench {
	o = o.complete()
	b := &bench{design: d, name: name, o: o}
	without := o
	without.VCD = false
	b.plain = &meter{design: d, name: name, o: without}
	if o.VCD {
		b.traced = &meter{design: d, name: name, o: o}
	}
	return b
}

func (b *bench) close() {
	b.plain.close()
	if b.traced != nil {
		b.traced.close()
	}
}

// stepper is told what begins.
type stepper func(format string, args ...any)

// measure is one run.
func (b *bench) measure(ctx context.Context, step stepper) (Result, error) {
	if newEngine(b.name, b.o) == nil {
		return Result{}, b.wrap(fmt.Errorf("no such engine: want one of %v", Engines()))
	}
	r, err := b.plain.measure(ctx, step)
	if err == nil && b.traced != nil {
		err = b.trace(ctx, step, &r)
	}
	var missing *tool.MissingError
	var unable *unableError
	switch {
	case errors.As(err, &missing):
		return Result{Engine: b.name, Skipped: missing.Tool + " is not installed"}, nil
	case errors.As(err, &unable):
		return Result{Engine: b.name, Skipped: unable.why}, nil
	case err != nil:
		return r, b.wrap(err)
	}
	return r, nil
}

func (b *bench) wrap(err error) error {
	return fmt.Errorf("bench %s on %s: %w", b.design.Name, b.name, err)
}

// trace runs once more, with waves.
func (b *bench) trace(ctx context.Context, step stepper, r *Result) error {
	t, err := b.traced.measure(ctx, func(format string, args ...any) { step(format+", with waves", args...) })
	if err != nil {
		return fmt.Errorf("with waves: %w", err)
	}
	if t.Digest != r.Digest {
		return fmt.Errorf("digest %016x, with waves %016x", r.Digest, t.Digest)
	}
	r.VCD = t.VCD
	return nil
}

// meter is a built engine. Programs are built once, however often they run;
// what is built in this process, in milliseconds, is built for each run.
type meter struct {
	design Design
	name   string
	o      Options

	engine engine // nil before it is built
	dir    string // the engine's files
	took   time.Duration
}

func (m *meter) close() {
	if m.dir != "" {
		os.RemoveAll(m.dir)
	}
}

func (m *meter) measure(ctx context.Context, step stepper) (Result, error) {
	r := Result{Engine: m.name}
	if m.engine == nil || !m.engine.rerunnable() {
		if err := m.build(ctx, step); err != nil {
			return r, err
		}
	}
	r.Build = m.took
	step("%s on %s: %d cycles for the digest", m.design.Name, m.name, m.design.Check)
	var err error
	if r.Digest, err = m.engine.check(ctx, m.design.Check); err != nil {
		return r, err
	}
	step("%s on %s: running", m.design.Name, m.name)
	s, err := m.engine.rate(ctx, m.o.Run)
	if err != nil || !m.o.VCD {
		r.CyclesPerSecond = s.cyclesPerSecond
		return r, err
	}
	r.VCD = &Traced{CyclesPerSecond: s.cyclesPerSecond, BytesPerCycle: s.bytesPerCycle}
	r.VCD.Signals, err = countSignals(filepath.Join(m.dir, wavesFile))
	return r, err
}

// build makes the engine anew, in a folder of its own.
func (m *meter) build(ctx context.Context, step stepper) error {
	design, err := m.design.Elaborate()
	if err != nil {
		return err
	}
	m.close()
	if m.dir, err = os.MkdirTemp("", "npugen-bench-"); err != nil {
		return err
	}
	step("%s on %s: building", m.design.Name, m.name)
	e := newEngine(m.name, m.o)
	if m.took, err = build(ctx, e, design, m.dir, m.o.BuildLimit); err != nil {
		return err
	}
	m.engine = e
	return nil
}

// build gives the engine until limit. Programs are stopped then; what runs in
// this process cannot be, but is told from how long it took.
func build(ctx context.Context, e engine, design *ir.Design, dir string, limit time.Duration) (time.Duration, error) {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	start := time.Now()
	err := e.build(limited, design, dir)
	took := time.Since(start)
	if took > limit && ctx.Err() == nil {
		return took, &unableError{fmt.Sprintf("the build takes longer than %v", limit)}
	}
	return took, err
}
