package stream

import (
	"fmt"

	"npugen/hdl"
)

// Narrow takes wide words apart into the words they keep, lowest first. Last
// comes with the last word kept of a wide word that has it.
//
// Latency: 0. Throughput: one word out a cycle. Storage: a counter; the wide
// word stays with the source until its last word is taken. Paths: valid, data
// and ready pass through combinationally; ready of the input depends on its
// data.
func Narrow(m *hdl.Module, name string, src hdl.Source[WideBeat]) hdl.Source[Beat] {
	d := src.Data()
	ratio := max(1, d.Keep.Width())
	width := max(1, d.Data.Width()/ratio)
	if d.Data.Width() != width*ratio {
		m.Reject(fmt.Sprintf("a wide word of %d bits in %d words", d.Data.Width(), ratio), "make its width a multiple of the number of words; Keep has one bit a word")
		src = hdl.MapStream(src, func(b WideBeat) WideBeat {
			b.Data = b.Data.Wrap(width * ratio)
			return b
		})
	}
	return hdl.Inst(m, name, Downsizer{Width: width, Ratio: ratio}, DownsizerIn{src}).Out
}

// Downsizer is the module of Narrow. Width is that of the narrow word.
type Downsizer struct {
	Width int `hdl:"w"`
	Ratio int `hdl:"x"`
}

// DownsizerIn is the wide stream.
type DownsizerIn struct{ In hdl.Source[WideBeat] }

// DownsizerOut is the narrow stream.
type DownsizerOut struct{ Out hdl.Source[Beat] }

// Inputs has Ratio words of Width bits.
func (d Downsizer) Inputs() DownsizerIn {
	return DownsizerIn{hdl.StreamT(WideBeatT(okWidth(d.Width), okFanout(d.Ratio)))}
}

// Build offers one lane after the other.
func (d Downsizer) Build(m *hdl.Module, in DownsizerIn) DownsizerOut {
	w := within(m, "width", d.Width, 1, maxWidth)
	n := within(m, "ratio", d.Ratio, 1, maxFanout)
	m.Doc("takes wide words apart")
	place := hdl.RegInit(m, "place", hdl.U(0, indexWidth(n)))
	wide := in.In.Data()
	lanes := hdl.Unpack(hdl.Vec(n, hdl.UIntT(w)), wide.Data)
	more := hdl.Vec(n, hdl.B(false)) // the next lane is kept too
	for i := range n - 1 {
		more[i] = wide.Keep.Bit(i + 1)
	}
	end := hdl.Index(more, place.Q()).Not()
	sink, out := hdl.NewStream(m, "out", BeatT(w))
	moved := sink.Offer(in.In.Valid(), Beat{hdl.Index(lanes, place.Q()), wide.Last.And(end)})
	in.In.Accept(sink.Ready().And(end))
	m.When(moved, func() {
		place.D(hdl.Mux(end, hdl.U(0, place.Q().Width()), place.Q().AddWrap(hdl.U(1))))
	})
	m.When(in.In.Valid(), func() {
		run := wide.Keep.And(wide.Keep.AddWrap(hdl.U(1))).OrR().Not()
		m.Assert("keep_from_lowest", wide.Keep.Bit(0).And(run), "the words kept must be the lowest, at least one")
	})
	Check(m, "out_check", out)
	return DownsizerOut{out}
}
