package dma

import (
	"npugen/blocks/bundle"
	"npugen/hdl"
)

// Loader reads the words of LOADs into the vector buffer.
//
// Latency, throughput and storage: those of Reader. A LOAD is retired when the
// vector buffer has taken its last word.
type Loader struct{ bundle.Shape }

// LoaderIn is the commands, and the beats in the order of their addresses.
type LoaderIn struct {
	Command hdl.Source[bundle.Load]
	Beats   hdl.Source[hdl.UInt]
}

// LoaderOut is the beats wanted, and words for the vector buffer.
type LoaderOut struct {
	Addr    hdl.Source[hdl.UInt]
	Words   hdl.Source[bundle.Word]
	Retired bundle.Retired
}

// Inputs has the shape's widths.
func (l Loader) Inputs() LoaderIn {
	return LoaderIn{hdl.StreamT(bundle.T[bundle.Load]()), hdl.StreamT(l.BeatT())}
}

// Build is a Reader of words that are numbered from d/Lanes on.
func (l Loader) Build(m *hdl.Module, in LoaderIn) LoaderOut {
	m.Doc("loads words into the vector buffer")
	l.Shape = l.Checked(m)
	t := l.WordT()
	number, lane := t.Addr.Width(), log2(l.Lanes)
	d := in.Command.Data().D
	m.Unused(d)
	span := hdl.MapStream(in.Command, func(c bundle.Load) Span {
		return Span{Beat: beatOf(m, l.Shape, c.Line), At: c.D.Bits(lane+number-1, lane), Count: c.Words}
	})
	r := hdl.Inst(m, "reader", Reader{Item: 4 * l.Lanes, Beat: l.BeatBytes(), Room: leastRoom, Number: number}, ReaderIn{span, in.Beats})
	words := hdl.MapStream(r.Items, func(i Item) bundle.Word {
		return bundle.Word{Addr: i.At, Data: hdl.Unpack(t.Data, i.Data)}
	})
	return LoaderOut{r.Addr, words, r.Retired}
}
