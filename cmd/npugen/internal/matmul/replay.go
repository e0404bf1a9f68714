package matmul

import (
	"context"
	"fmt"
	"io"

	"npugen/gen/gemm"
	"npugen/hdl/ir"
	"npugen/sim"
	"npugen/verif"
)

// replay is the job that gives a design the recorded inputs.
func replay(d *ir.Design, r *gemm.Recording, seed uint64) (verif.Job, error) {
	s, err := verif.NewStimulus(d, r.Cycles())
	if err != nil {
		return verif.Job{}, err
	}
	if len(s.Clocks) != 1 || s.In.Stride != r.Stride || len(s.In.Columns) != len(r.Ports) {
		return verif.Job{}, fmt.Errorf("a recording of %d ports for a design of %d: the recording is of another design", len(r.Ports), len(s.In.Columns))
	}
	for i, c := range s.In.Columns {
		if c.Port != r.Ports[i] {
			return verif.Job{}, fmt.Errorf("port %s recorded as %s: the recording is of another design", c.Port.Name, r.Ports[i].Name)
		}
	}
	copy(s.In.Data, r.Data)
	s.Seed = seed
	return verif.Job{Design: d, Stim: s}, nil
}

// waves writes the recorded run as a Value Change Dump.
func waves(ctx context.Context, d *ir.Design, r *gemm.Recording, o Options) error {
	s, err := sim.New(d, sim.Options{Seed: o.Seed})
	if err != nil {
		return err
	}
	defer s.Close()
	failing := &writer{w: o.VCD}
	v, err := s.VCD(failing, sim.VCDOptions{})
	if err != nil {
		return err
	}
	for cycle := range r.Cycles() {
		if err := ctx.Err(); err != nil {
			return err
		}
		poke(s, r, r.Data[cycle*r.Stride:])
		if err := s.Step(); err != nil {
			return err
		}
	}
	if err := v.Close(); err != nil {
		return err
	}
	return failing.err
}

// poke drives the inputs of one cycle.
func poke(s *sim.Sim, r *gemm.Recording, row []uint64) {
	at := 0
	for _, p := range r.Ports {
		h := s.Must(p.Name)
		for i := range p.Count {
			e := h
			if p.Vec {
				e = h.At(i)
			}
			e.SetUint(field(row[at:], i*p.Type.Width, p.Type.Width))
		}
		at += (p.Bits() + 63) / 64
	}
}

// field is width bits (at most 64) from bit lo of words, lowest first.
func field(words []uint64, lo, width int) uint64 {
	v := words[lo/64] >> (lo % 64)
	if lo%64+width > 64 {
		v |= words[lo/64+1] << (64 - lo%64)
	}
	if width < 64 {
		v &= 1<<width - 1
	}
	return v
}

// writer keeps the first error of a writer.
type writer struct {
	w   io.Writer
	err error
}

func (w *writer) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	if err != nil && w.err == nil {
		w.err = err
	}
	return n, err
}
