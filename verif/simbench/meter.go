package simbench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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
	design Design
	name   string
	o      Options
	meters []*meter // by mode
}

func newBench(d Design, name string, o Options) *bench {
	o = o.complete()
	b := &bench{design: d, name: name, o: o}
	for m := range recording + 1 {
		if m == plain || o.VCD && (m == traced || slices.Contains(builtInNames(), name)) {
			b.meters = append(b.meters, &meter{design: d, name: name, o: o, mode: m})
		}
	}
	return b
}

func (b *bench) close() {
	for _, m := range b.meters {
		m.close()
	}
}

// stepper is told what begins.
type stepper func(format string, args ...any)

// measure is one run.
func (b *bench) measure(ctx context.Context, step stepper) (Result, error) {
	if newEngine(b.name, plain, b.o.Draft) == nil {
		return Result{}, b.wrap(fmt.Errorf("no such engine: want one of %v", Engines()))
	}
	r, err := b.meters[plain].measure(ctx, step)
	for _, m := range b.meters[1:] {
		if err == nil {
			err = m.add(ctx, step, &r)
		}
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

// meter is a built engine. Programs are built once, however often they run;
// what is built in this process, in milliseconds, is built for each run.
type meter struct {
	design Design
	name   string
	o      Options
	mode   mode

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
	if err != nil {
		return r, err
	}
	r.CyclesPerSecond = s.cyclesPerSecond
	switch m.mode {
	case traced:
		r.VCD = &Traced{CyclesPerSecond: s.cyclesPerSecond, BytesPerCycle: s.bytesPerCycle}
		r.VCD.Signals, err = countSignals(filepath.Join(m.dir, wavesFile))
	case recording:
		r.Recorded = &Recorded{s.cyclesPerSecond, recordedWindow, s.window.Seconds(), s.total}
	}
	return r, err
}

// add measures what the waves are in a result without them.
func (m *meter) add(ctx context.Context, step stepper, r *Result) error {
	how := [...]string{traced: "with waves", recording: "recorded"}[m.mode]
	t, err := m.measure(ctx, func(format string, args ...any) { step(format+", "+how, args...) })
	if err != nil {
		return fmt.Errorf("%s: %w", how, err)
	}
	if t.Digest != r.Digest {
		return fmt.Errorf("digest %016x, %s %016x", r.Digest, how, t.Digest)
	}
	if m.mode == traced {
		r.VCD = t.VCD
	} else {
		r.Recorded = t.Recorded
	}
	return nil
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
	e := newEngine(m.name, m.mode, m.o.Draft)
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
