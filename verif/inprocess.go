package verif

import (
	"context"
	"fmt"
	"time"

	"npugen/hdl/ir"
	"npugen/sim"
	"npugen/verif/refsim"
)

// refer runs a job on the reference simulator.
func refer(ctx context.Context, j Job, r *Result) error {
	start := time.Now()
	s := refsim.New(j.Design, j.Stim.Seed)
	r.Build = time.Since(start)
	start = time.Now()
	for step := range j.Stim.Steps() {
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, c := range j.Stim.In.Columns {
			for e := range c.Port.Count {
				s.Set(c.Port, e, j.Stim.In.Get(step, c.Port, e))
			}
		}
		s.Settle()
		for _, c := range r.Out.Columns {
			for e := range c.Port.Count {
				r.Out.Set(step, c.Port, e, s.Get(c.Port, e))
			}
		}
		s.Edge(j.Stim.Rising[step])
	}
	r.Run = time.Since(start)
	return nil
}

// simulate runs jobs on package sim. Assertion failures do not stop them: they
// are in Result.Failures.
func simulate(o sim.Options) func(context.Context, Job, *Result) error {
	return func(ctx context.Context, j Job, r *Result) error {
		o.Seed, o.ContinueOnFailure = j.Stim.Seed, true
		return simulateWith(ctx, o, j, r)
	}
}

func simulateWith(ctx context.Context, o sim.Options, j Job, r *Result) error {
	start := time.Now()
	b, err := newStand(j, o)
	if err != nil {
		return err
	}
	s := b.s
	defer s.Close()
	outs := handles(s, r.Out)
	r.Build = time.Since(start)
	start = time.Now()
	for step := range j.Stim.Steps() {
		if err := ctx.Err(); err != nil {
			return err
		}
		b.drive(step)
		for k, h := range outs {
			peek(h, r.Out.words(step, k))
		}
		b.clock(step, 1)
		b.clock(step, 0)
		if err := s.Err(); err != nil {
			return err
		}
	}
	r.Run = time.Since(start)
	for _, f := range s.Failures() {
		r.Failures = append(r.Failures, f.Error())
	}
	return nil
}

// stand is a simulation that does what a stimulus says.
type stand struct {
	s           *sim.Sim
	stim        *Stimulus
	ins, clocks []*sim.Handle
}

func newStand(j Job, o sim.Options) (*stand, error) {
	if err := j.Stim.In.wrong; err != nil {
		return nil, fmt.Errorf("stimulus: %w", err)
	}
	s, err := sim.New(j.Design, o)
	if err != nil {
		return nil, err
	}
	b := &stand{s: s, stim: j.Stim, ins: handles(s, j.Stim.In)}
	for _, c := range j.Stim.Clocks {
		b.clocks = append(b.clocks, s.Must(c.Name))
	}
	return b, nil
}

// drive gives the inputs their values of a step.
func (b *stand) drive(step int) {
	for k, h := range b.ins {
		poke(h, b.stim.In.Columns[k].Port, b.stim.In.words(step, k))
	}
}

// clock brings the clocks of a step to a level; there is none before the first.
func (b *stand) clock(step int, level uint64) {
	for i, h := range b.clocks {
		if step >= 0 && b.stim.Rising[step]>>i&1 == 1 {
			h.SetUint(level)
		}
	}
}

func handles(s *sim.Sim, t *Table) []*sim.Handle {
	var out []*sim.Handle
	for _, c := range t.Columns {
		out = append(out, s.Must(c.Port.Name))
	}
	return out
}

func poke(h *sim.Handle, p *ir.Signal, words []uint64) {
	if len(words) == 1 {
		h.SetUint(words[0])
		return
	}
	h.SetBig(ir.Value(wordsToInt(words), h.Width(), p.Type.Signed && p.Count == 1))
}

func peek(h *sim.Handle, words []uint64) {
	if len(words) == 1 {
		words[0] = h.Uint()
		return
	}
	intToWords(words, h.Bits())
}
