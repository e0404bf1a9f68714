package stream

import "npugen/hdl"

// Skid cuts the ready path of src: its ready comes from a register.
//
// Latency: 0. Throughput: one datum a cycle. Storage: 1 word, used while the
// output waits. Valid and data pass through combinationally.
func Skid[T any](m *hdl.Module, name string, src hdl.Source[T]) hdl.Source[T] {
	s := hdl.Inst(m, name, SkidBuffer{widthOf(src)}, OneIn{packed(src)})
	return unpacked(s.Out, src.Data())
}

// SkidBuffer is the module of Skid.
type SkidBuffer struct {
	Width int `hdl:"w"`
}

// OneIn is one stream that goes in.
type OneIn struct{ In hdl.Source[hdl.UInt] }

// OneOut is one stream that comes out.
type OneOut struct{ Out hdl.Source[hdl.UInt] }

// Inputs has words of Width bits.
func (s SkidBuffer) Inputs() OneIn { return oneIn(s.Width) }

func oneIn(width int) OneIn { return OneIn{hdl.StreamT(hdl.UIntT(okWidth(width)))} }

// Build keeps in spare what came in while the output did not take it.
func (s SkidBuffer) Build(m *hdl.Module, in OneIn) OneOut {
	w := within(m, "width", s.Width, 1, maxWidth)
	m.Doc("skid buffer: registers ready")
	full := hdl.RegInit(m, "full", hdl.B(false))
	spare := hdl.Reg(m, "spare", hdl.UIntT(w))
	sink, out := hdl.NewStream(m, "out", hdl.UIntT(w))
	came := in.In.Accept(full.Q().Not())
	sink.Offer(in.In.Valid().Or(full.Q()), hdl.Mux(full.Q(), spare.Q(), in.In.Data()))
	m.When(sink.Ready(), func() {
		full.D(hdl.B(false))
	}).Elsewhen(came, func() {
		full.D(hdl.B(true))
		spare.D(in.In.Data())
	})
	Check(m, "out_check", out)
	return OneOut{out}
}
