package dma

import (
	"math/bits"

	"npugen/blocks/bundle"
	"npugen/blocks/stream"
	"npugen/hdl"
)

// Reader reads spans of items. It asks for beats as long as there is room, also
// for the spans behind the one whose items go out.
//
// Latency: 1 cycle from a span to its first address; 2 from a beat to its first
// item; Retired 1 after the last item was taken. Throughput: a beat asked for a
// cycle, and an item a cycle.
// Storage: Room beats of RAM, one item if it is wider than a beat.
type Reader struct {
	Item   int // bytes
	Beat   int // bytes
	Room   int // beats that have been asked for and not been used up
	Number int // bits of an item's number
}

// ReaderIn is the spans, and the beats in the order of their addresses.
type ReaderIn struct {
	Span  hdl.Source[Span]
	Beats hdl.Source[hdl.UInt]
}

// ReaderOut is the beats wanted and the items. A span is retired when its last
// item has been taken.
type ReaderOut struct {
	Addr    hdl.Source[hdl.UInt]
	Items   hdl.Source[Item]
	Retired bundle.Retired
}

// spans is how many spans may wait for their beats.
const spans = 8

// leastRoom is the beats that a reader has room for at least: about what a
// channel gives in the time between an address and its beat.
const leastRoom = 64

func spanT(beat, number int) Span {
	return Span{Beat: beatAddrT(beat), At: hdl.UIntT(number), Count: hdl.UIntT(32)}
}

// beatAddrT is the type of the address of a beat of so many bytes.
func beatAddrT(beat int) hdl.UInt { return hdl.UIntT(32 - bits.Len(uint(beat/lineBytes-1))) }

const lineBytes = 64

func log2(n int) int { return bits.Len(uint(n - 1)) }

// Inputs has spans and beats.
func (r Reader) Inputs() ReaderIn {
	return ReaderIn{hdl.StreamT(spanT(r.Beat, r.Number)), hdl.StreamT(hdl.UIntT(8 * r.Beat))}
}

// Build joins issuer and cutter by the room for beats.
func (r Reader) Build(m *hdl.Module, in ReaderIn) ReaderOut {
	m.Doc("reads consecutive items from memory")
	both := stream.Fork(m, "span", in.Span, 2)
	asks := hdl.Inst(m, "issuer", issuer{r.Item, r.Beat, r.Number}, issuerIn{both[0]})
	m.When(in.Beats.Valid(), func() {
		m.Assert("room", in.Beats.Ready(), "a beat came for which there is no room")
	})
	c := hdl.Inst(m, "cutter", cutter{r.Item, r.Beat, r.Number}, cutterIn{
		Span:  stream.Queue(m, "spans", both[1], spans),
		Beats: stream.Queue(m, "beats", in.Beats, r.Room),
	})
	addr, left := stream.Credits(m, "credits", asks.Addr, r.Room, c.Taken)
	m.Unused(left)
	return ReaderOut{addr, c.Items, c.Retired}
}
