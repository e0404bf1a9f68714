package dma

import (
	"math/bits"

	"npugen/blocks/bundle"
	"npugen/hdl"
)

// Streamer reads the weights of STREAMs ahead of the matrix unit, into a FIFO of
// at least 4 tiles and 64 beats.
//
// Latency, throughput and storage: those of Reader. A STREAM is retired when the
// matrix unit has taken its last row, so a MATMUL must not wait for the STREAM
// whose rows it takes.
type Streamer struct{ bundle.Shape }

// StreamerIn is the commands, and the beats in the order of their addresses.
type StreamerIn struct {
	Command hdl.Source[bundle.Stream]
	Beats   hdl.Source[hdl.UInt]
}

// StreamerOut is the beats wanted, and rows for the matrix unit.
type StreamerOut struct {
	Addr    hdl.Source[hdl.UInt]
	Weights hdl.Source[hdl.UInt]
	Retired bundle.Retired
}

// Inputs has the shape's widths.
func (s Streamer) Inputs() StreamerIn {
	return StreamerIn{hdl.StreamT(bundle.T[bundle.Stream]()), hdl.StreamT(s.BeatT())}
}

// Room is the beats of the weight FIFO, a power of two.
func (s Streamer) Room() int {
	n := max(leastRoom, (4*(s.Rows+4)*s.Cols+s.BeatBytes()-1)/s.BeatBytes())
	return 1 << bits.Len(uint(n-1))
}

// Build is a Reader of rows.
func (s Streamer) Build(m *hdl.Module, in StreamerIn) StreamerOut {
	m.Doc("reads weights")
	s.Shape = s.Checked(m)
	span := hdl.MapStream(in.Command, func(c bundle.Stream) Span {
		return Span{Beat: beatOf(m, s.Shape, c.Line), At: hdl.U(0, 1), Count: c.Rows}
	})
	r := hdl.Inst(m, "reader", Reader{Item: s.Cols, Beat: s.BeatBytes(), Room: s.Room(), Number: 1}, ReaderIn{span, in.Beats})
	m.Unused(r.Items.Data().At)
	return StreamerOut{r.Addr, hdl.MapStream(r.Items, func(i Item) hdl.UInt { return i.Data }), r.Retired}
}

// beatOf is the beat that begins with a line.
func beatOf(m *hdl.Module, s bundle.Shape, line hdl.UInt) hdl.UInt {
	n := log2(s.Channels)
	if n == 0 {
		return line
	}
	m.Unused(line.Trunc(n))
	return line.Shr(n)
}
