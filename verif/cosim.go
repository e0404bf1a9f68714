package verif

import (
	"context"
	"errors"
	"io"
	"os"
	"testing"

	"npugen/hdl/ir"
)

// Cosim runs a design on the engines and fails the test at the first output
// bit that differs; the log names a file with the waves of the built-in simulator
// around it. Without engines it uses the simulator, Icarus and, unless
// the test runs with -short, Verilator. An external simulator that is not
// installed fails the test where the environment has CI=true; elsewhere it is
// left out, and the test is skipped once the others agree.
//
// The result is that of the first engine, so that a test can go on to compare
// it with a model.
func Cosim(t testing.TB, d *ir.Design, s *Stimulus, engines ...Engine) *Result {
	t.Helper()
	return CosimAll(t, []Job{{Design: d, Stim: s}}, engines...)[0]
}

// CosimAll is Cosim for many designs in one build.
func CosimAll(t testing.TB, jobs []Job, engines ...Engine) []*Result {
	t.Helper()
	if len(engines) == 0 {
		engines = []Engine{Simulator, Icarus}
		if !testing.Short() {
			engines = append(engines, Verilator)
		}
	}
	var first []*Result
	var missing error
	for _, e := range engines {
		rs, err := RunAll(context.Background(), jobs, e, Options{})
		var tool *MissingToolError
		if errors.As(err, &tool) && os.Getenv("CI") != "true" {
			missing = err
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = rs
			for i, r := range rs {
				requireKnown(t, jobs[i], r)
			}
			continue
		}
		for i, j := range jobs {
			if diff := Compare(j, first[i], rs[i]); diff != nil {
				t.Error(diff)
				logWaves(t, j.name(), func(w io.Writer) error {
					return Waves(context.Background(), w, j, diff.Step-wavesAround, diff.Step+wavesAround)
				})
			}
		}
	}
	switch {
	case t.Failed():
		t.FailNow()
	case missing != nil:
		t.Skip(missing)
	}
	return first
}

// wavesAround is how many steps of waves go before and after a difference.
const wavesAround = 100

func requireKnown(t testing.TB, j Job, r *Result) {
	t.Helper()
	if len(r.Unknown) > 0 {
		u := r.Unknown[0]
		t.Errorf("%s: %s: output %s is unknown at step %d: 'h%s", j.name(), r.Engine, u.Port.Name, u.Step, u.Text)
	}
}

// Check is CosimAll with random stimuli: every design runs steps steps with a
// stimulus from its own seed.
func Check(t testing.TB, designs []*ir.Design, steps int, seed uint64, engines ...Engine) {
	t.Helper()
	var jobs []Job
	for i, d := range designs {
		s, err := RandomStimulus(d, steps, seed+uint64(i))
		if err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, Job{Design: d, Stim: s})
	}
	CosimAll(t, jobs, engines...)
}
