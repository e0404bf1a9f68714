package streamtest

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"npugen/hdl/ir"
	"npugen/sim"
	"npugen/verif"
)

// Bench is one design in the simulator with its streams.
type Bench struct {
	T     testing.TB
	Sim   *sim.Sim
	Rand  *rand.Rand
	Cycle int // cycles since the last reset

	Drive func() // sets inputs that are no streams, before the logic settles
	Watch func() // looks at settled outputs, before the clock rises
	Probe bool   // look for combinational paths, see Paths

	design  *ir.Design
	seed    uint64
	sources []*Source
	sinks   []*Sink
	inputs  []input
	steps   [][]*big.Int
	paths   map[string]bool
}

// input is a port that is recorded.
type input struct {
	sig *ir.Signal
	h   *sim.Handle
}

// New makes a bench for a design with the clock clk and, if it has one, the
// reset rst. seed is that of the power-up values; the random numbers of the
// bench itself are always the same.
func New(t testing.TB, d *ir.Design, seed uint64) *Bench {
	t.Helper()
	s, err := sim.New(d, sim.Options{Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	b := &Bench{T: t, Sim: s, Rand: rand.New(rand.NewPCG(1, 2)), design: d, seed: seed, paths: map[string]bool{}}
	for _, p := range d.Top.Signals {
		if p.Kind == ir.Input && p.Type.Class != ir.Clock {
			b.inputs = append(b.inputs, input{p, s.Must(p.Name)})
		}
	}
	return b
}

// Reset holds the reset for n cycles in which the inputs are random.
func (b *Bench) Reset(n int) {
	b.T.Helper()
	for range n {
		for _, in := range b.inputs {
			for e := range in.sig.Count {
				in.h.At(e).SetBig(ir.Value(b.random(in.sig.Type.Width), in.sig.Type.Width, in.sig.Type.Signed))
			}
			if in.sig.Name == "rst" {
				in.h.SetBool(true)
			}
		}
		b.step()
	}
	for _, in := range b.inputs {
		if in.sig.Name == "rst" {
			in.h.SetBool(false)
		}
	}
	for _, s := range b.sources {
		s.offering = false
	}
	b.Cycle = 0
}

func (b *Bench) random(width int) *big.Int {
	v := new(big.Int)
	for w := 0; w < width; w += 64 {
		v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(b.Rand.Uint64()))
	}
	return v.And(v, ir.Mask(width))
}

// Step is one cycle.
func (b *Bench) Step() {
	b.T.Helper()
	for _, s := range b.sources {
		s.drive()
	}
	for _, s := range b.sinks {
		s.ready.SetBool(b.Rand.Float64() < s.Rate)
	}
	if b.Drive != nil {
		b.Drive()
	}
	if b.Probe {
		b.probe()
	}
	for _, s := range b.sources {
		s.sample()
	}
	for _, s := range b.sinks {
		s.sample()
	}
	if b.Watch != nil {
		b.Watch()
	}
	b.step()
	b.Cycle++
}

// step records the inputs and lets the clock rise.
func (b *Bench) step() {
	b.T.Helper()
	row := make([]*big.Int, len(b.inputs))
	for i, in := range b.inputs {
		row[i] = in.h.Bits()
	}
	b.steps = append(b.steps, row)
	if err := b.Sim.Step(); err != nil {
		b.T.Fatalf("cycle %d: %v", b.Cycle, err)
	}
}

// Run runs until done, at most limit cycles, after which the test fails.
func (b *Bench) Run(limit int, done func() bool) {
	b.T.Helper()
	for range limit {
		if done() {
			return
		}
		b.Step()
	}
	if !done() {
		b.T.Fatalf("not done after %d cycles", limit)
	}
}

// Job is what the bench has driven so far, for co-simulation.
func (b *Bench) Job() verif.Job {
	b.T.Helper()
	s, err := verif.NewStimulus(b.design, len(b.steps))
	if err != nil {
		b.T.Fatal(err)
	}
	s.Seed = b.seed
	for step, row := range b.steps {
		for i, in := range b.inputs {
			for e := range in.sig.Count {
				v := new(big.Int).Rsh(row[i], uint(e*in.sig.Type.Width))
				s.In.Set(step, in.sig, e, v.And(v, ir.Mask(in.sig.Type.Width)))
			}
		}
	}
	return verif.Job{Design: b.design, Stim: s}
}
