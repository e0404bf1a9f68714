package verif

import (
	"context"
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
	s, err := sim.New(j.Design, o)
	if err != nil {
		return err
	}
	defer s.Close()
	ins, outs := handles(s, j.Stim.In), handles(s, r.Out)
	var clocks []*sim.Handle
	for _, c := range j.Stim.Clocks {
		clocks = append(clocks, s.Must(c.Name))
	}
	r.Build = time.Since(start)
	start = time.Now()
	for step := range j.Stim.Steps() {
		if err := ctx.Err(); err != nil {
			return err
		}
		for k, h := range ins {
			poke(h, j.Stim.In.Columns[k].Port, j.Stim.In.words(step, k))
		}
		for k, h := range outs {
			peek(h, r.Out.words(step, k))
		}
		for level := range 2 {
			for i, h := range clocks {
				if j.Stim.Rising[step]>>i&1 == 1 {
					h.SetUint(uint64(1 - level))
				}
			}
		}
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
