package gemm

import (
	"iter"

	"npugen/blocks/quant"
	"npugen/gen"
	"npugen/hdl"
	"npugen/hdl/ir"
	golden "npugen/model/quant"
	"npugen/sim"
)

// feed offers the data of a stream, each as the raw bits of its signals in
// order.
type feed struct {
	valid *ir.Signal
	ready *sim.Handle
	data  []element
	stall float64
	next  func() ([]uint64, bool)
	up    bool // a datum is on offer
}

// element is one element of an input port.
type element struct {
	port *ir.Signal
	i    int
	mask uint64
}

// feedOf is the feed of a stream whose data are made of the given signals.
func feedOf(x *Session, valid, ready hdl.Bool, stall float64, data ...hdl.Bits) *feed {
	f := &feed{valid: valid.Node().Sig, ready: x.sim.Of(ready), stall: stall}
	for _, b := range data {
		n := b.Node()
		f.data = append(f.data, element{n.Sig, n.Elem, ^uint64(0) >> (64 - n.Width)})
	}
	return f
}

func commandFeed(x *Session, s hdl.Source[gen.CommandPort]) *feed {
	d := s.Data()
	return feedOf(x, s.Valid(), s.Ready(), x.opts.Stalls.Command, d.LastVector, d.LastK, d.LastN, d.Continue, d.Hold, d.Keep)
}

func weightFeed(x *Session, s hdl.Source[gen.WeightRow]) *feed {
	return feedOf(x, s.Valid(), s.Ready(), x.opts.Stalls.Weight, append(asBits(s.Data().Values), s.Data().Last)...)
}

func actFeed(x *Session, s hdl.Source[[]hdl.SInt]) *feed {
	return feedOf(x, s.Valid(), s.Ready(), x.opts.Stalls.Act, asBits(s.Data())...)
}

func factorFeed(x *Session, s hdl.Source[[]quant.Factor]) *feed {
	var mults, shifts []hdl.Bits
	for _, f := range s.Data() {
		mults, shifts = append(mults, f.Mult), append(shifts, f.Shift)
	}
	return feedOf(x, s.Valid(), s.Ready(), x.opts.Stalls.Factors, append(mults, shifts...)...)
}

func asBits(v []hdl.SInt) []hdl.Bits {
	var out []hdl.Bits
	for _, x := range v {
		out = append(out, x)
	}
	return out
}

// offer puts the next datum on the stream, unless one is there or it stalls.
func (f *feed) offer(x *Session) {
	if f.up {
		return
	}
	if f.stall == 0 || x.r.Float64() >= f.stall {
		if v, ok := f.take(); ok {
			f.up = true
			for i, e := range f.data {
				x.inputs.set(e.port, e.i, v[i]&e.mask)
			}
		}
	}
	x.inputs.setBool(f.valid, f.up)
}

func (f *feed) take() ([]uint64, bool) {
	if f.next == nil {
		return nil, false
	}
	return f.next()
}

// settle reports whether the datum is taken in this cycle.
func (f *feed) settle() bool {
	if !f.up || f.ready.Uint() == 0 {
		return false
	}
	f.up = false
	return true
}

func commandWords(p gen.Plan) iter.Seq[[]uint64] {
	return func(yield func([]uint64) bool) {
		for _, s := range p.Steps {
			if !yield([]uint64{uint64(s.Vectors - 1), uint64(s.KTiles - 1), uint64(s.NTiles - 1), bit(s.Continue), bit(s.Hold), bit(s.Keep)}) {
				return
			}
		}
	}
}

func weightWords(p gen.Plan, at gen.Element) iter.Seq[[]uint64] {
	return func(yield func([]uint64) bool) {
		for row, last := range p.Weights(at) {
			if !yield(append(words(row), bit(last))) {
				return
			}
		}
	}
}

func actWords(p gen.Plan, at gen.Element) iter.Seq[[]uint64] {
	return func(yield func([]uint64) bool) {
		for v := range p.Activations(at) {
			if !yield(words(v)) {
				return
			}
		}
	}
}

func factorWords(p gen.Plan, factor func(n int) golden.Requant) iter.Seq[[]uint64] {
	return func(yield func([]uint64) bool) {
		for t := range p.Tiles() {
			mults, shifts := make([]uint64, p.Engine.Cols), make([]uint64, p.Engine.Cols)
			for c := range t.Cols {
				f := factor(t.Col + c)
				mults[c], shifts[c] = uint64(f.Mult), uint64(f.Shift)
			}
			if !yield(append(mults, shifts...)) {
				return
			}
		}
	}
}

func words(v []int32) []uint64 {
	w := make([]uint64, len(v), len(v)+1)
	for i, x := range v {
		w[i] = uint64(int64(x))
	}
	return w
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
