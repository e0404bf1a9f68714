package randdesign

import "npugen/hdl"

// Pipe is a stage between two streams: it holds one datum, passes it through
// random logic and may pass it on in the cycle in which it takes the next.
type Pipe struct {
	Seed  uint64
	Width int
}

// PipeIO is the stream that comes in.
type PipeIO struct{ In hdl.Source[hdl.UInt] }

// PipeOut is the stream that goes out.
type PipeOut struct {
	Out  hdl.Source[Pair]
	Held hdl.UInt
}

// Inputs is the type of the stream.
func (p Pipe) Inputs() PipeIO { return PipeIO{hdl.StreamT(hdl.UIntT(p.Width))} }

// Build writes the stage.
func (p Pipe) Build(m *hdl.Module, in PipeIO) PipeOut {
	g := newGen(m, p.Seed, 30)
	full := hdl.RegInit(m, "full", hdl.B(false))
	data := hdl.Reg(m, "data", hdl.UIntT(p.Width))
	g.add(data.Q(), in.In.Data())
	x, y := pipeWidths(p.Seed)
	sink, out := hdl.NewStream(m, "pipe", Pair{hdl.UIntT(x), hdl.SIntT(y), hdl.BoolT()})
	pop := sink.Offer(full.Q(), Pair{g.uint(x, 3), g.sint(y, 3), g.bool(3)})
	ready := full.Q().Not()
	if p.Seed&1 == 0 {
		ready = ready.Or(sink.Ready())
	}
	push := in.In.Accept(ready)
	m.When(push, func() {
		full.D(hdl.B(true))
		data.D(in.In.Data().Xor(g.uint(p.Width, 3)))
	}).Elsewhen(pop, func() { full.D(hdl.B(false)) })
	return PipeOut{Out: out, Held: data.Q()}
}

func pipeWidths(seed uint64) (x, y int) {
	r := source(seed, 3)
	return width(r), width(r)
}

// pipes puts some stages after a stream.
func (g *gen) pipes(s hdl.Source[hdl.UInt]) hdl.Source[hdl.UInt] {
	for range 1 + g.r.IntN(2) {
		def := Pipe{Seed: g.r.Uint64() >> 40, Width: s.Data().Width()}
		o := hdl.Inst(g.m, g.name("pipe"), def, PipeIO{s})
		g.add(o.Held)
		s = hdl.MapStream(o.Out, func(p Pair) hdl.UInt { return hdl.Pack(p).Wrap(def.Width) })
	}
	return s
}
