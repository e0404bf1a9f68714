package stream

import "npugen/hdl"

// Pipe cuts the valid and data paths of src with one register.
//
// Latency: 1. Throughput: one datum a cycle. Storage: 1 word. Ready passes
// through combinationally.
func Pipe[T any](m *hdl.Module, name string, src hdl.Source[T]) hdl.Source[T] {
	p := hdl.Inst(m, name, PipeRegister{widthOf(src)}, OneIn{packed(src)})
	return unpacked(p.Out, src.Data())
}

// PipeRegister is the module of Pipe.
type PipeRegister struct {
	Width int `hdl:"w"`
}

// Inputs has words of Width bits.
func (p PipeRegister) Inputs() OneIn { return oneIn(p.Width) }

// Build fills the register whenever it is empty or being emptied.
func (p PipeRegister) Build(m *hdl.Module, in OneIn) OneOut {
	w := within(m, "width", p.Width, 1, maxWidth)
	m.Doc("pipeline register: registers valid and data")
	valid := hdl.RegInit(m, "valid", hdl.B(false))
	sink, out := hdl.NewStream(m, "out", hdl.UIntT(w))
	open := valid.Q().Not().Or(sink.Ready())
	came := in.In.Accept(open)
	m.When(open, func() { valid.D(in.In.Valid()) })
	sink.Offer(valid.Q(), hdl.RegEn(m, "word", in.In.Data(), came))
	Check(m, "out_check", out)
	return OneOut{out}
}

// Cut cuts all paths of src: valid, data and ready come from registers.
//
// Latency: 1. Throughput: one datum a cycle. Storage: 2 words. There is no
// logic behind the output's data register, unlike in a Queue of depth 2.
func Cut[T any](m *hdl.Module, name string, src hdl.Source[T]) hdl.Source[T] {
	c := hdl.Inst(m, name, RegisterSlice{widthOf(src)}, OneIn{packed(src)})
	return unpacked(c.Out, src.Data())
}

// RegisterSlice is the module of Cut.
type RegisterSlice struct {
	Width int `hdl:"w"`
}

// Inputs has words of Width bits.
func (c RegisterSlice) Inputs() OneIn { return oneIn(c.Width) }

// Build keeps the word on offer in word and one that came while it waited in
// spare.
func (c RegisterSlice) Build(m *hdl.Module, in OneIn) OneOut {
	w := within(m, "width", c.Width, 1, maxWidth)
	m.Doc("register slice: registers valid, data and ready")
	valid := hdl.RegInit(m, "valid", hdl.B(false))
	full := hdl.RegInit(m, "full", hdl.B(false))
	word := hdl.Reg(m, "word", hdl.UIntT(w))
	spare := hdl.Reg(m, "spare", hdl.UIntT(w))
	sink, out := hdl.NewStream(m, "out", hdl.UIntT(w))
	came := in.In.Accept(full.Q().Not())
	sink.Offer(valid.Q(), word.Q())
	m.When(valid.Q().Not().Or(sink.Ready()), func() {
		valid.D(in.In.Valid().Or(full.Q()))
		word.D(hdl.Mux(full.Q(), spare.Q(), in.In.Data()))
		full.D(hdl.B(false))
	}).Elsewhen(came, func() {
		spare.D(in.In.Data())
		full.D(hdl.B(true))
	})
	Check(m, "out_check", out)
	return OneOut{out}
}
