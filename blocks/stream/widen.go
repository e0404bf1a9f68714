package stream

import "npugen/hdl"

// Beat is a word of a stream that comes in packets.
type Beat struct {
	Data hdl.UInt
	Last hdl.Bool // the last word of its packet
}

// WideBeat is several words of a packet side by side, the first in the lowest
// bits. Keep has a bit for each: the words kept are the lowest, at least one;
// only the last wide word of a packet may keep fewer than all.
type WideBeat struct {
	Data hdl.UInt
	Keep hdl.UInt
	Last hdl.Bool // the last wide word of its packet
}

// BeatT is the type of a Beat of width bits.
func BeatT(width int) Beat { return Beat{Data: hdl.UIntT(width)} }

// WideBeatT is the type of a WideBeat of ratio words of width bits.
func WideBeatT(width, ratio int) WideBeat {
	return WideBeat{Data: hdl.UIntT(width * ratio), Keep: hdl.UIntT(ratio)}
}

// Widen joins ratio words to a wide one. Last ends a wide word early: the
// words it lacks are zero and not kept.
//
// Latency: 1 from the last word of a wide one. Throughput: one word in a cycle.
// Storage: 1 wide word. Ready passes through combinationally.
func Widen(m *hdl.Module, name string, src hdl.Source[Beat], ratio int) hdl.Source[WideBeat] {
	w := src.Data().Data.Width()
	return hdl.Inst(m, name, Upsizer{w, ratio}, UpsizerIn{src}).Out
}

// Upsizer is the module of Widen. Width is that of the narrow word.
type Upsizer struct {
	Width int `hdl:"w"`
	Ratio int `hdl:"x"`
}

// UpsizerIn is the narrow stream.
type UpsizerIn struct{ In hdl.Source[Beat] }

// UpsizerOut is the wide stream.
type UpsizerOut struct{ Out hdl.Source[WideBeat] }

// Inputs has words of Width bits.
func (u Upsizer) Inputs() UpsizerIn { return UpsizerIn{hdl.StreamT(BeatT(okWidth(u.Width)))} }

// Build fills the lanes one by one.
func (u Upsizer) Build(m *hdl.Module, in UpsizerIn) UpsizerOut {
	w := within(m, "width", u.Width, 1, maxWidth)
	n := within(m, "ratio", u.Ratio, 1, maxFanout)
	m.Doc("joins words to a wide word")
	full := hdl.RegInit(m, "full", hdl.B(false))
	place := hdl.RegInit(m, "place", hdl.U(0, indexWidth(n)))
	lanes := hdl.Reg(m, "lanes", hdl.Vec(n, hdl.UIntT(w)))
	keep := hdl.Reg(m, "keep", hdl.Vec(n, hdl.BoolT()))
	last := hdl.Reg(m, "last", hdl.BoolT())
	sink, out := hdl.NewStream(m, "out", WideBeatT(w, n))
	sink.Offer(full.Q(), WideBeat{hdl.Pack(lanes.Q()), hdl.Pack(keep.Q()), last.Q()})
	came := in.In.Accept(full.Q().Not().Or(sink.Ready()))
	beat := in.In.Data()
	first := place.Q().Is(0)
	done := place.Q().Is(uint64(n - 1)).Or(beat.Last)
	m.When(came, func() {
		lane, kept := lanes.Q(), keep.Q()
		for i := range n {
			here := place.Q().Is(uint64(i))
			lane[i] = hdl.Mux(here, beat.Data, hdl.Mux(first, hdl.U(0, w), lane[i]))
			kept[i] = here.Or(first.Not().And(kept[i]))
		}
		lanes.D(lane)
		keep.D(kept)
		last.D(beat.Last)
		full.D(done)
		place.D(hdl.Mux(done, hdl.U(0, place.Q().Width()), place.Q().AddWrap(hdl.U(1))))
	}).Elsewhen(sink.Ready(), func() {
		full.D(hdl.B(false))
	})
	Check(m, "out_check", out)
	return UpsizerOut{out}
}
