package stream

import "npugen/hdl"

// Route sends each datum of src to the one of n streams that by names. Its
// index has as many bits as number n streams, at least 1; an index of n or
// more is an assertion failure in simulation, and the datum is never taken.
//
// Latency: 0. Throughput: one datum a cycle. Storage: none. Paths: valid, data
// and ready pass through; ready of src depends on its data.
func Route[T any](m *hdl.Module, name string, src hdl.Source[T], n int, by func(T) hdl.UInt) []hdl.Source[T] {
	r := hdl.Inst(m, name, Router{n}, RouterIn{hdl.MapStream(src, by)})
	outs := make([]hdl.Source[T], len(r.Out))
	for i, h := range r.Out {
		outs[i] = carrying(m, hdl.N(name, i), h, src.Data())
	}
	return outs
}

// Router is the module of Route.
type Router struct{ N int }

// RouterIn is the indices.
type RouterIn struct{ In hdl.Source[hdl.UInt] }

// RouterOut is the streams to choose among.
type RouterOut struct{ Out []Handshake }

// Inputs has an index of N streams.
func (r Router) Inputs() RouterIn {
	return RouterIn{hdl.StreamT(hdl.UIntT(indexWidth(okFanout(r.N))))}
}

// Build offers to the stream named.
func (r Router) Build(m *hdl.Module, in RouterIn) RouterOut {
	n := within(m, "number of outputs", r.N, 1, maxFanout)
	m.Doc("sends each datum to the stream that its index names")
	sinks, outs := pipes(m, n)
	to := in.In.Data()
	ready := make([]hdl.Bool, n)
	for i, s := range sinks {
		s.Offer(in.In.Valid().And(to.Is(uint64(i))), hdl.None{})
		ready[i] = s.Ready()
	}
	in.In.Accept(hdl.Index(ready, to))
	checkIndex(m, in.In, n)
	return RouterOut{outs}
}

// checkIndex asserts that the indices of by number n things.
func checkIndex(m *hdl.Module, by hdl.Source[hdl.UInt], n int) {
	if n < 1<<by.Data().Width() {
		m.When(by.Valid(), func() {
			m.Assert("index_in_range", by.Data().Lt(hdl.U(uint64(n))), "the index names no stream")
		})
	}
}

// Select takes, for each index from by, one datum from the stream it names,
// and is the reverse of Route. An index that names none is an assertion
// failure in simulation, and nothing moves any more.
//
// Latency: 0. Throughput: one datum a cycle. Storage: none. Paths: valid, data
// and ready pass through; the readies depend on the valids and on the index.
func Select[T any](m *hdl.Module, name string, by hdl.Source[hdl.UInt], srcs []hdl.Source[T]) hdl.Source[T] {
	if len(srcs) == 0 {
		m.Reject("a choice among no streams", "give it at least one")
		return hdl.Source[T]{}
	}
	s := hdl.Inst(m, name, Selector{len(srcs)}, SelectorIn{by, handshakes(srcs)})
	return carrying(m, name, s.Out, hdl.Index(datas(srcs), by.Data()))
}

// Selector is the module of Select.
type Selector struct{ N int }

// SelectorIn is the indices and the streams to choose among.
type SelectorIn struct {
	By hdl.Source[hdl.UInt]
	In []Handshake
}

// SelectorOut is the chosen stream.
type SelectorOut struct{ Out Handshake }

// Inputs has N handshakes and their index.
func (s Selector) Inputs() SelectorIn {
	n := okFanout(s.N)
	return SelectorIn{hdl.StreamT(hdl.UIntT(indexWidth(n))), hdl.Vec(n, Handshake{})}
}

// Build moves the index and the datum it names together.
func (s Selector) Build(m *hdl.Module, in SelectorIn) SelectorOut {
	n := within(m, "number of inputs", s.N, 1, maxFanout)
	m.Doc("takes each datum from the stream that an index names")
	sink, out := hdl.NewStream(m, "out", hdl.None{})
	from := in.By.Data()
	moved := sink.Offer(in.By.Valid().And(hdl.Index(valids(in.In), from)), hdl.None{})
	in.By.Accept(moved)
	for i, src := range in.In {
		src.Accept(moved.And(from.Is(uint64(i))))
	}
	checkIndex(m, in.By, n)
	return SelectorOut{out}
}
