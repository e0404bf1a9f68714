package stream_test

import (
	"npugen/blocks/stream"
	"npugen/hdl"
)

// The tops below put the functions of the package under test between ports.

type oneIn struct{ In hdl.Source[hdl.UInt] }
type manyIn struct{ In []hdl.Source[hdl.UInt] }
type oneOut struct{ Out hdl.Source[hdl.UInt] }
type manyOut struct{ Out []hdl.Source[hdl.UInt] }

func word(w int) hdl.Source[hdl.UInt] { return hdl.StreamT(hdl.UIntT(w)) }

type queueTop struct{ W, D int }

func (q queueTop) Inputs() oneIn { return oneIn{word(q.W)} }
func (q queueTop) Build(m *hdl.Module, in oneIn) oneOut {
	return oneOut{stream.Queue(m, "queue", in.In, q.D)}
}

// cutTop is a chain of the three pipeline cuts.
type cutTop struct {
	W    int
	Kind string
}

func (c cutTop) Inputs() oneIn { return oneIn{word(c.W)} }
func (c cutTop) Build(m *hdl.Module, in oneIn) oneOut {
	s := in.In
	for i, k := range c.Kind {
		switch name := hdl.N("cut", i); k {
		case 's':
			s = stream.Skid(m, name, s)
		case 'p':
			s = stream.Pipe(m, name, s)
		case 'c':
			s = stream.Cut(m, name, s)
		}
	}
	return oneOut{s}
}

type forkTop struct{ W, N int }

func (f forkTop) Inputs() oneIn { return oneIn{word(f.W)} }
func (f forkTop) Build(m *hdl.Module, in oneIn) manyOut {
	return manyOut{stream.Fork(m, "copy", in.In, f.N)}
}

type joinTop struct{ W, N int }
type joinOut struct{ Out hdl.Source[hdl.UInt] }

func (j joinTop) Inputs() manyIn { return manyIn{hdl.Vec(j.N, word(j.W))} }
func (j joinTop) Build(m *hdl.Module, in manyIn) joinOut {
	return joinOut{hdl.MapStream(stream.Join(m, "meet", in.In), func(ws []hdl.UInt) hdl.UInt { return hdl.Pack(ws) })}
}

type join2Top struct{ A, B int }
type join2In struct{ A, B hdl.Source[hdl.UInt] }

func (j join2Top) Inputs() join2In { return join2In{word(j.A), word(j.B)} }
func (j join2Top) Build(m *hdl.Module, in join2In) struct {
	Out hdl.Source[stream.Pair[hdl.UInt, hdl.UInt]]
} {
	return struct {
		Out hdl.Source[stream.Pair[hdl.UInt, hdl.UInt]]
	}{stream.Join2(m, "meet", in.A, in.B)}
}

type arbTop struct {
	W, N  int
	Fixed bool
	Hold  bool
}
type arbOut struct {
	Out hdl.Source[stream.Chosen[hdl.UInt]]
}

func (a arbTop) Inputs() manyIn { return manyIn{hdl.Vec(a.N, word(a.W))} }
func (a arbTop) Build(m *hdl.Module, in manyIn) arbOut {
	var last func(hdl.UInt) hdl.Bool
	if a.Hold {
		last = func(x hdl.UInt) hdl.Bool { return x.Bit(0) }
	}
	if a.Fixed {
		return arbOut{stream.Priority(m, "arbiter", in.In, last)}
	}
	return arbOut{stream.RoundRobin(m, "arbiter", in.In, last)}
}

// routeTop routes by the low bits of the datum.
type routeTop struct{ W, N int }

func (r routeTop) Inputs() oneIn { return oneIn{word(r.W)} }
func (r routeTop) Build(m *hdl.Module, in oneIn) manyOut {
	return manyOut{stream.Route(m, "route", in.In, r.N, func(x hdl.UInt) hdl.UInt { return x.Trunc(indexWidth(r.N)) })}
}

func indexWidth(n int) int {
	w := 1
	for 1<<w < n {
		w++
	}
	return w
}

type selectTop struct{ W, N int }
type selectIn struct {
	By hdl.Source[hdl.UInt]
	In []hdl.Source[hdl.UInt]
}

func (s selectTop) Inputs() selectIn {
	return selectIn{word(indexWidth(s.N)), hdl.Vec(s.N, word(s.W))}
}
func (s selectTop) Build(m *hdl.Module, in selectIn) oneOut {
	return oneOut{stream.Select(m, "select", in.By, in.In)}
}

type creditTop struct{ W, Limit int }
type creditIn struct {
	In   hdl.Source[hdl.UInt]
	Give hdl.Bool
}
type creditOut struct {
	Out   hdl.Source[hdl.UInt]
	Count hdl.UInt
}

func (c creditTop) Inputs() creditIn { return creditIn{In: word(c.W)} }
func (c creditTop) Build(m *hdl.Module, in creditIn) creditOut {
	out, count := stream.Credits(m, "credits", in.In, c.Limit, in.Give)
	return creditOut{out, count}
}
