package streamtest

import (
	"slices"
	"strings"

	"npugen/sim"
)

// Paths is the combinational paths seen so far, with Probe set: v from the
// valid of a source to the valid of a sink, r from the ready of a sink to the
// ready of a source, x from the valid of a source to the ready of one, and !
// from the ready of a sink to the valid of one, which no block may have.
func (b *Bench) Paths() string {
	var ps []string
	for p := range b.paths {
		ps = append(ps, p)
	}
	slices.Sort(ps)
	return strings.Join(ps, "")
}

// probe flips each handshake input and looks what follows within the cycle.
func (b *Bench) probe() {
	var readies, valids []*sim.Handle
	for _, s := range b.sources {
		readies = append(readies, s.ready)
	}
	for _, s := range b.sinks {
		valids = append(valids, s.valid)
	}
	for _, s := range b.sinks {
		b.flip(s.ready, readies, "r")
		b.flip(s.ready, valids, "!")
	}
	for _, s := range b.sources {
		b.flip(s.valid, valids, "v")
		b.flip(s.valid, readies, "x")
	}
}

func (b *Bench) flip(in *sim.Handle, outs []*sim.Handle, path string) {
	before := make([]bool, len(outs))
	for i, o := range outs {
		before[i] = o.Bool()
	}
	v := in.Bool()
	in.SetBool(!v)
	for i, o := range outs {
		if o.Bool() != before[i] {
			b.paths[path] = true
		}
	}
	in.SetBool(v)
}
