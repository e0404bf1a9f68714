package gemm

import (
	"npugen/hdl/ir"
	"npugen/sim"
)

// Recording is every input of the engine but the clock, cycle by cycle, from
// before the reset. In a row each port takes ceil(bits/64) words, low word
// first, element 0 in the low bits, in the order of Ports.
type Recording struct {
	Ports  []*ir.Signal
	Stride int // words a row
	Data   []uint64
}

// Cycles is the number of rows.
func (r *Recording) Cycles() int { return len(r.Data) / r.Stride }

// inputs drives the inputs of the engine and remembers what it drove.
type inputs struct {
	ports     map[*ir.Signal]*input
	order     []*input
	recording *Recording
}

type input struct {
	sig     *ir.Signal
	handles []*sim.Handle
	values  []uint64
}

func newInputs(s *sim.Sim, top *ir.Module, record bool) *inputs {
	x := &inputs{ports: map[*ir.Signal]*input{}}
	r := &Recording{}
	for _, p := range top.Signals {
		if p.Kind != ir.Input || p.Type.Class == ir.Clock {
			continue
		}
		in := &input{sig: p, values: make([]uint64, p.Count)}
		for i := range p.Count {
			h := s.Must(p.Name)
			if p.Vec {
				h = h.At(i)
			}
			h.SetUint(0)
			in.handles = append(in.handles, h)
		}
		x.ports[p] = in
		x.order = append(x.order, in)
		r.Ports = append(r.Ports, p)
		r.Stride += (p.Bits() + 63) / 64
	}
	if record {
		x.recording = r
	}
	return x
}

// set drives one element of a port.
func (x *inputs) set(p *ir.Signal, i int, v uint64) {
	in := x.ports[p]
	if in.values[i] != v {
		in.values[i] = v
		in.handles[i].SetUint(v)
	}
}

func (x *inputs) setBool(p *ir.Signal, v bool) { x.set(p, 0, bit(v)) }

// record appends the present inputs.
func (x *inputs) record() {
	r := x.recording
	if r == nil {
		return
	}
	at := len(r.Data)
	r.Data = append(r.Data, make([]uint64, r.Stride)...)
	for _, in := range x.order {
		w := in.sig.Type.Width
		row := r.Data[at:]
		for i, v := range in.values {
			lo := i * w
			row[lo/64] |= v << (lo % 64)
			if lo%64+w > 64 {
				row[lo/64+1] |= v >> (64 - lo%64)
			}
		}
		at += (in.sig.Bits() + 63) / 64
	}
}
