package npu

import (
	"context"
	"fmt"

	"npugen/verif"
)

// Replay does in another simulator what the host did to the hardware, cycle by
// cycle, and compares all of the chip's answers. It returns the result of that
// simulator without its table.
func (h *Hardware) Replay(ctx context.Context, e verif.Engine, o verif.Options) (*verif.Result, error) {
	b := h.host.bench
	stim, err := verif.NewStimulus(h.design, b.cycles)
	if err != nil {
		return nil, err
	}
	stim.Seed = h.seed
	step := 0
	for _, d := range b.script {
		for range d.cycles {
			pack(stim.In, step, d.row, b.in)
			step++
		}
	}
	r, err := verif.Run(ctx, h.design, stim, e, o)
	if err != nil {
		return nil, err
	}
	if len(r.Unknown) > 0 {
		u := r.Unknown[0]
		return nil, fmt.Errorf("%s: output %s is unknown in cycle %d: 'h%s", e, u.Port.Name, u.Step, u.Text)
	}
	row := make([]uint64, len(b.seen))
	for i, want := range b.digests {
		unpack(r.Out, i, row, b.out)
		if digest(row[:b.ports]) != want {
			return nil, fmt.Errorf("%s: the chip's answers in cycle %d are not those of the built-in simulator", e, i)
		}
	}
	r.Out = nil
	return r, nil
}

// pack puts a bench's row into a table, where the elements of a port lie bit by
// bit next to each other.
func pack(t *verif.Table, step int, row []uint64, at map[string]place) {
	out := t.Row(step)
	for _, c := range t.Columns {
		each(at[c.Port.Name], func(word, bit, width int) {
			deposit(out[c.First:c.First+c.Words], bit, width, row[word])
		})
	}
}

// unpack is the way back.
func unpack(t *verif.Table, step int, row []uint64, at map[string]place) {
	in := t.Row(step)
	for _, c := range t.Columns {
		each(at[c.Port.Name], func(word, bit, width int) {
			row[word] = extract(in[c.First:c.First+c.Words], bit, width)
		})
	}
}

// each goes through the words of a port in a bench's row: which word, from which
// bit of the port on, how many bits.
func each(p place, f func(word, bit, width int)) {
	perElement := (p.bits + 63) / 64
	for i := range p.words / perElement {
		for k := range perElement {
			f(p.first+i*perElement+k, i*p.bits+64*k, min(64, p.bits-64*k))
		}
	}
}

func deposit(words []uint64, bit, width int, v uint64) {
	words[bit/64] |= v << (bit % 64)
	if over := bit%64 + width - 64; over > 0 {
		words[bit/64+1] |= v >> (width - over)
	}
}

func extract(words []uint64, bit, width int) uint64 {
	v := words[bit/64] >> (bit % 64)
	if bit%64+width > 64 {
		v |= words[bit/64+1] << (64 - bit%64)
	}
	if width < 64 {
		v &= 1<<width - 1
	}
	return v
}
