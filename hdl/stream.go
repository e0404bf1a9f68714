package hdl

import (
	"strings"

	"npugen/hdl/ir"
)

// Source is the end of a ready/valid stream that data comes out of, like the
// reader of an io.Pipe. A transfer happens in a cycle where valid and ready are
// both true. Valid never depends on ready, and once valid is up the data stays
// until it is taken.
//
// A Source in a module's input struct is a stream that comes in (ports
// x_valid, x_data, and x_ready going back); in its output struct one that goes
// out.
type Source[T any] struct {
	_     [0]func()
	valid Bool
	data  T
	ready Bool
	m     *Module
}

// Sink is the other end, which data is put into.
type Sink[T any] struct {
	_     [0]func()
	valid *Var[Bool]
	data  *Var[T]
	ready Bool
	m     *Module
}

// StreamT is the type of a stream of t, for a module's Inputs.
func StreamT[T any](t T) Source[T] { return Source[T]{data: typesOf(t)} }

func (s *Source[T]) parts() (valid, ready *Bool, data any) { return &s.valid, &s.ready, &s.data }

func (s *Source[T]) own() { s.data = clone(s.data) }

// NewStream makes a stream inside a module and returns its two ends.
func NewStream[T any](m *Module, name string, t T) (Sink[T], Source[T]) {
	valid := Wire(m, join(name, "valid"), BoolT())
	data := wireData(m, name, t)
	ready := Wire(m, join(name, "ready"), BoolT())
	m.boundary[ready.sigs[0]] = true
	return Sink[T]{valid: valid, data: data, ready: ready.Get(), m: m},
		Source[T]{valid: valid.Get(), data: data.Get(), ready: ready.Get(), m: m}
}

// wireData names a stream's data as its port would be named.
func wireData[T any](m *Module, name string, t T) *Var[T] {
	if ls, d := leaves2(t); d == nil && len(ls) == 1 && ls[0].path == "" {
		name = join(name, "data")
	}
	return Wire(m, name, typesOf(t))
}

// Valid is true while the stream offers data.
func (s Source[T]) Valid() Bool { return Bool{s.valid.need()} }

// Data is what the stream offers; it means something while Valid is true.
func (s Source[T]) Data() T { return clone(s.data) }

// Ready is what Accept was given; test benches drive it on an output stream.
func (s Source[T]) Ready() Bool { return Bool{s.ready.need()} }

// Accept takes the data in the cycles where ready is true, under the enclosing
// conditions, and returns whether a transfer happens.
func (s Source[T]) Accept(ready Bool) Bool {
	r := s.ready.need()
	if r.node.Op == ir.OpRef && r.mod != nil {
		assignTo(r.mod, r.node.Sig.Name, s.ready, ready)
	} else if ready.mod != nil {
		v := r.bad(newDiag(CodeTypeUsed, "Accept on a stream type").fix("accept from a stream that came in as an input or from hdl.NewStream"))
		ready.mod.flush(&v)
	}
	return s.Valid().And(s.Ready()).fire(r.node)
}

// fire suggests a name for a stream's transfer, after that of its ready.
func (a Bool) fire(ready *ir.Node) Bool {
	if a.node != nil && ready != nil && ready.Op == ir.OpRef {
		a.node.Hint = join(strings.TrimSuffix(ready.Sig.Name, "_ready"), "fire")
	}
	return a
}

// Offer puts data into the stream in the cycles where valid is true and
// returns whether a transfer happens. Valid must not depend on the stream's
// own Ready.
func (s Sink[T]) Offer(valid Bool, data T) Bool {
	s.valid.Set(valid)
	s.data.Set(data)
	return s.valid.Get().And(s.ready).fire(s.ready.node)
}

func (s *Sink[T]) sinkEnd() {}

// Ready is true while the stream takes data.
func (s Sink[T]) Ready() Bool { return s.ready }

// Connect joins a stream made earlier to its source.
func (s Sink[T]) Connect(from Source[T]) {
	s.valid.Set(from.Valid())
	s.data.Set(from.Data())
	from.Accept(s.ready)
}

// MapStream is the stream with every datum passed through f, in the same
// cycle.
func MapStream[T, U any](s Source[T], f func(T) U) Source[U] {
	return Source[U]{valid: s.valid, data: f(s.Data()), ready: s.ready, m: s.m}
}
