package stream

import "npugen/hdl"

// Chosen is a datum and the index of the stream that it came from.
type Chosen[T any] struct {
	Data T
	From hdl.UInt
}

// RoundRobin merges streams into one. After a datum from stream i it serves
// i+1, i+2, ... and i last: each waits for at most len(srcs)-1 others. If last
// is not nil, it stays with a stream from the first datum to the one for which
// last is true, and the bound is in packets.
//
// Latency: 0. Throughput: one datum a cycle. Storage: one bit a stream and the
// choice. Paths: valid, data and ready pass through; ready of an input depends
// on the valids. A datum on offer is not exchanged for another.
func RoundRobin[T any](m *hdl.Module, name string, srcs []hdl.Source[T], last func(T) hdl.Bool) hdl.Source[Chosen[T]] {
	return arbitrate(m, name, Fair, srcs, last)
}

// Priority is RoundRobin that always serves the lowest index that offers, so
// that others may starve.
func Priority[T any](m *hdl.Module, name string, srcs []hdl.Source[T], last func(T) hdl.Bool) hdl.Source[Chosen[T]] {
	return arbitrate(m, name, Fixed, srcs, last)
}

func arbitrate[T any](m *hdl.Module, name string, p Policy, srcs []hdl.Source[T], last func(T) hdl.Bool) hdl.Source[Chosen[T]] {
	if len(srcs) == 0 {
		m.Reject("an arbiter of no streams", "give it at least one")
		return hdl.Source[Chosen[T]]{}
	}
	in := ArbiterIn{In: handshakes(srcs)}
	if last != nil {
		for _, s := range srcs {
			in.Last = append(in.Last, last(s.Data()))
		}
	}
	a := hdl.Inst(m, name, Arbiter{N: len(srcs), Policy: p, Hold: last != nil}, in)
	return carrying(m, name, a.Out, Chosen[T]{hdl.Index(datas(srcs), a.Choice), a.Choice})
}

// Arbiter is the module of RoundRobin and Priority. It steers handshakes; the
// data is chosen outside by Choice.
type Arbiter struct {
	N      int
	Policy Policy
	Hold   bool // stay with an input until its Last
}

// ArbiterIn is the streams that compete. Last has one bit a stream with Hold,
// none without.
type ArbiterIn struct {
	In   []Handshake
	Last []hdl.Bool
}

// ArbiterOut is the merged stream; Choice is which input it comes from.
type ArbiterOut struct {
	Out    Handshake
	Choice hdl.UInt
}

// Inputs has N streams.
func (a Arbiter) Inputs() ArbiterIn {
	in := ArbiterIn{In: hdl.Vec(okFanout(a.N), Handshake{})}
	if a.Hold {
		in.Last = hdl.Vec(okFanout(a.N), hdl.BoolT())
	}
	return in
}

// Build holds the choice while the datum waits and, with Hold, until the end
// of the packet.
func (a Arbiter) Build(m *hdl.Module, in ArbiterIn) ArbiterOut {
	n := within(m, "number of inputs", a.N, 1, maxFanout)
	m.Doc("merges streams into one")
	held := hdl.RegInit(m, "held", hdl.B(false))
	owner := hdl.Reg(m, "owner", hdl.UIntT(indexWidth(n)))
	sink, out := hdl.NewStream(m, "out", hdl.None{})
	want := make([]hdl.Bool, n)
	for i, s := range in.In {
		want[i] = s.Valid().And(held.Q().Not().Or(owner.Q().Is(uint64(i))))
	}
	finish := hdl.Wire(m, "finish", hdl.BoolT())
	pick := hdl.Inst(m, "picker", Picker{n, a.Policy}, PickerIn{Want: want, Take: finish.Get()})
	moved := sink.Offer(pick.Any, hdl.None{})
	if a.Hold {
		finish.Set(moved.And(hdl.Index(in.Last, pick.Choice)))
	} else {
		finish.Set(moved)
	}
	for i, s := range in.In {
		s.Accept(pick.Grant[i].And(sink.Ready()))
	}
	m.When(pick.Any, func() {
		held.D(finish.Get().Not())
		owner.D(pick.Choice)
	})
	return ArbiterOut{out, pick.Choice}
}
