package npu

import (
	"context"
	"fmt"
	"math/big"

	"npugen/blocks/bundle"
	"npugen/isa/access"
	"npugen/isa/machine"
	"npugen/sim"
)

// inside reads the chip's buffers where the simulator has them.
type inside struct {
	s     *sim.Sim
	shape bundle.Shape
}

// word is a word of a memory of the chip.
func (c inside) word(name string, i uint64) (*big.Int, error) {
	h, err := c.s.Handle(fmt.Sprintf("npu.%s[%d]", name, i))
	if err != nil {
		return nil, err
	}
	return h.Bits(), nil
}

// part is 32 bits of a word.
func part(w *big.Int, lo int) uint32 {
	return uint32(new(big.Int).Rsh(w, uint(lo)).Uint64())
}

// at is an element of VB or a scalar.
func (c inside) at(space access.Space, i uint64) (uint32, error) {
	if space == access.SB {
		w, err := c.word("vector.sb.array.words", i)
		if err != nil {
			return 0, err
		}
		return part(w, 0), nil
	}
	lanes := uint64(c.shape.Lanes)
	w, err := c.word("vector.vb_a.array.words", i/lanes)
	if err != nil {
		return 0, err
	}
	return part(w, 32*int(i%lanes)), nil
}

// row is a row of AB.
func (c inside) row(i uint64) (machine.Row, error) {
	w, err := c.word("matrix.activations.rows", i)
	if err != nil {
		return machine.Row{}, err
	}
	r := machine.Row{Q: make([]int8, c.shape.Rows), Scale: part(w, 0)}
	for k := range r.Q {
		r.Q[k] = int8(part(w, 32+8*k))
	}
	return r, nil
}

// differs is the first of what spans write that is not in the chip as in the
// model, in words; "" if there is none.
func (c inside) differs(m *machine.Machine, spans []access.Span) (string, error) {
	for _, s := range spans {
		for i := s.Lo; s.Write && i < s.Hi; i++ {
			text, err := c.compare(m, s.Space, i)
			if err != nil || text != "" {
				return text, err
			}
		}
	}
	return "", nil
}

func (c inside) compare(m *machine.Machine, space access.Space, i uint64) (string, error) {
	switch space {
	case access.VB, access.SB:
		want := m.VB
		if space == access.SB {
			want = m.SB
		}
		got, err := c.at(space, i)
		if err == nil && got != want[i] {
			return fmt.Sprintf("%v[%d] is 0x%08x, want 0x%08x", space, i, got, want[i]), nil
		}
		return "", err
	case access.AB:
		got, err := c.row(i)
		if err != nil {
			return "", err
		}
		want := m.AB[i]
		for k, q := range got.Q {
			if q != want.Q[k] {
				return fmt.Sprintf("AB[%d][%d] is %d, want %d", i, k, q, want.Q[k]), nil
			}
		}
		if got.Scale != want.Scale {
			return fmt.Sprintf("the scale of AB[%d] is 0x%08x, want 0x%08x", i, got.Scale, want.Scale), nil
		}
	}
	return "", nil
}

// remembers is the first byte of memory in lo..hi-1, multiples of a beat, that
// the host does not read as it is in the model, in words; "" if there is none.
func (h *Hardware) remembers(ctx context.Context, lo, hi uint64) (string, error) {
	return h.host.remembers(ctx, h.model, lo, hi)
}

func (h *host) remembers(ctx context.Context, m *Model, lo, hi uint64) (string, error) {
	got, err := h.dump(ctx, lo, int(hi-lo))
	if err != nil {
		return "", err
	}
	want := make([]byte, len(got))
	m.Memory.Read(lo, want)
	for i := range want {
		if got[i] != want[i] {
			return fmt.Sprintf("memory has 0x%02x at 0x%x, want 0x%02x", got[i], lo+uint64(i), want[i]), nil
		}
	}
	return "", nil
}

// locate does all again in a fresh simulation, up to the cycle of a mismatch,
// and in a fresh model, up to its instruction, and compares what it wrote. If
// that is right, or in memory, so that of STREAM and STORE, the host reads what
// the instruction read or wrote there.
func (h *Hardware) locate(ctx context.Context, wrong *Mismatch, cycle int) (string, error) {
	b, err := newBench(h.setup, h.design, h.seed)
	if err != nil {
		return "", err
	}
	if err := h.again(ctx, b, cycle+1, b.drive); err != nil {
		return "", err
	}
	m, err := NewModel(h.setup.Top.Shape, h.setup.Limits())
	if err != nil {
		return "", err
	}
	for i, d := range h.deeds {
		if err := m.Load(ctx, d.load); err != nil {
			return "", err
		}
		last := i == len(h.deeds)-1
		m.Start(d.run.Line, d.run.Registers)
		for step := (machine.Step{}); d.load == nil && !m.Ended() && !(last && step.Spans != nil && step.Number == wrong.Number); {
			if step, err = m.Step(); err != nil {
				return "", err
			}
		}
	}
	text, err := inside{b.sim, h.setup.Top.Shape}.differs(m.Machine, wrong.Spans)
	if err != nil || text != "" {
		return text, err
	}
	host := newHost(b)
	for _, s := range wrong.Spans {
		beat := uint64(host.beat)
		if lo, hi := s.Lo/beat*beat, (s.Hi+beat-1)/beat*beat; s.Space == access.Memory && lo < hi {
			if text, err = host.remembers(ctx, m, lo, hi); err != nil || text != "" {
				return text, err
			}
		}
	}
	return "", nil
}
