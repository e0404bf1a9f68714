package stream

import "npugen/hdl"

// Pair is two data that came together.
type Pair[A, B any] struct {
	A A
	B B
}

// Join waits for a datum of each stream and gives them on together.
//
// Latency: 0. Throughput: one a cycle. Storage: none. Paths: valid, data and
// ready pass through; ready of each input depends on the valids of the others.
func Join[T any](m *hdl.Module, name string, srcs []hdl.Source[T]) hdl.Source[[]T] {
	j := hdl.Inst(m, name, Joiner{len(srcs)}, JoinerIn{handshakes(srcs)})
	return carrying(m, name, j.Out, datas(srcs))
}

// Join2 is Join for two streams of different types.
func Join2[A, B any](m *hdl.Module, name string, a hdl.Source[A], b hdl.Source[B]) hdl.Source[Pair[A, B]] {
	j := hdl.Inst(m, name, Joiner{2}, JoinerIn{[]Handshake{handshake(a), handshake(b)}})
	return carrying(m, name, j.Out, Pair[A, B]{a.Data(), b.Data()})
}

// Joiner is the module of Join.
type Joiner struct{ N int }

// JoinerIn is the streams to join.
type JoinerIn struct{ In []Handshake }

// JoinerOut is the joined stream.
type JoinerOut struct{ Out Handshake }

// Inputs has N handshakes.
func (j Joiner) Inputs() JoinerIn { return JoinerIn{hdl.Vec(okFanout(j.N), Handshake{})} }

// Build moves all streams in the same cycle or none.
func (j Joiner) Build(m *hdl.Module, in JoinerIn) JoinerOut {
	within(m, "number of inputs", j.N, 1, maxFanout)
	m.Doc("joins streams: all move together")
	sink, out := hdl.NewStream(m, "out", hdl.None{})
	moved := sink.Offer(hdl.All(valids(in.In)...), hdl.None{})
	for _, s := range in.In {
		s.Accept(moved)
	}
	return JoinerOut{out}
}
