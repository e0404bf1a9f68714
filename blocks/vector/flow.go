package vector

import "npugen/hdl"

// flow is what travels with a word, or with the result of a row: whether there
// is one, and what it is.
type flow[T any] struct {
	valid hdl.Bool
	tag   T
}

// only is the part of the flow for which cond is true.
func (f flow[T]) only(cond hdl.Bool) flow[T] { return flow[T]{f.valid.And(cond), f.tag} }

// as is the flow with another tag.
func as[T, U any](f flow[T], tag U) flow[U] { return flow[U]{f.valid, tag} }

// line is a flow through a pipeline.
type line[T any] struct {
	out   flow[T]
	valid hdl.UInt // bit i: something entered i+1 cycles ago
	busy  hdl.Bool // something enters or is on its way: the pipeline's enable
}

// delay is f through n stages. Only the valid bits have a reset.
func delay[T any](m *hdl.Module, name string, f flow[T], n int) line[T] {
	valid := hdl.RegInit(m, name+"_valid", hdl.U(0, n))
	if n == 1 {
		valid.D(f.valid.AsUInt())
	} else {
		valid.D(hdl.Cat(valid.Q().Trunc(n-1), f.valid))
	}
	busy := hdl.Name(m, name+"_busy", f.valid.Or(valid.Q().OrR()))
	tag := hdl.Pack(f.tag)
	for i := range n {
		tag = hdl.RegEn(m, hdl.N(name+"_tag", i+1), tag, busy)
	}
	return line[T]{flow[T]{valid.Q().Bit(n - 1), hdl.Unpack(f.tag, tag)}, valid.Q(), busy}
}

// merged is the flows as one. The order of issue sees to it that only one of
// them is valid in a cycle; the last wins where none is.
func merged[T any](m *hdl.Module, name string, fs ...flow[T]) flow[T] {
	out := fs[len(fs)-1]
	any := out.valid
	for i := len(fs) - 2; i >= 0; i-- {
		m.Assert(hdl.N(name+"_alone", i), fs[i].valid.And(any).Not(), "two words meet")
		out.tag = hdl.Mux(fs[i].valid, fs[i].tag, out.tag)
		any = any.Or(fs[i].valid)
	}
	return flow[T]{any, out.tag}
}

// chosen is the value of the first flow that is valid, else the last value.
func chosen(values []hdl.UInt, valid ...hdl.Bool) hdl.UInt {
	out := values[len(values)-1]
	for i := len(valid) - 1; i >= 0; i-- {
		out = hdl.Mux(valid[i], values[i], out)
	}
	return out
}

// next is a condition one cycle later, false in reset.
func next(m *hdl.Module, name string, x hdl.Bool) hdl.Bool {
	return hdl.RegNextInit(m, name, x, hdl.B(false))
}
