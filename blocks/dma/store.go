package dma

import (
	"npugen/blocks/bundle"
	"npugen/blocks/stream"
	"npugen/hdl"
)

// Store writes rows of the activation buffer, or their scales, to memory.
//
// Latency: 1 cycle from a command to its first read, 4 from a read to its write;
// Retired 1 after the last write was taken, so 6 from a command of one write if
// nobody waits. Throughput: a chunk a cycle, which is a row whose bytes are
// consecutive (one more for each end of a beat in it), or else a byte; and a
// write a cycle. Storage: 4 rows and a beat.
type Store struct{ bundle.Shape }

// StoreIn is the commands, and the row that was read in the cycle before.
type StoreIn struct {
	Command  hdl.Source[bundle.Store]
	Row      bundle.Row
	RowValid hdl.Bool
}

// StoreOut is the rows wanted, and the writes. A STORE is retired when its last
// write was taken.
type StoreOut struct {
	Read    hdl.Source[hdl.UInt]
	Write   hdl.Source[bundle.BeatWrite]
	Retired bundle.Retired
}

// rowsAhead is the rows that are read before they are used; three keep a row a
// cycle.
const rowsAhead = 4

// Inputs has the shape's widths.
func (s Store) Inputs() StoreIn {
	return StoreIn{Command: hdl.StreamT(bundle.T[bundle.Store]()), Row: s.RowT()}
}

// Build reads the rows of the chunks and joins the two again.
func (s Store) Build(m *hdl.Module, in StoreIn) StoreOut {
	m.Doc("writes rows of the activation buffer to memory")
	s.Shape = s.Checked(m)
	walk := hdl.Inst(m, "walker", walker(s), walkerIn{in.Command})
	both := stream.Fork(m, "chunk", walk.Chunks, 2)

	wants, want := hdl.NewStream(m, "wanted", s.RowAddrT())
	fresh := both[0].Data().Fresh
	wants.Offer(both[0].Valid().And(fresh), both[0].Data().Row)
	both[0].Accept(wants.Ready().Or(fresh.Not()))

	arrives, arrived := hdl.NewStream(m, "row_in", s.RowT())
	arrives.Offer(in.RowValid, in.Row)
	m.Assert("row_room", in.RowValid.Not().Or(arrives.Ready()), "a row came that nobody asked for")
	rows := stream.Queue(m, "rows", arrived, rowsAhead)
	chunks := stream.Queue(m, "chunks", both[1], rowsAhead)

	c := chunks.Data()
	m.Unused(c.Row, c.Fresh)
	sink, bytes := hdl.NewStream(m, "placed", placedT(s.Shape))
	moved := sink.Offer(chunks.Valid().And(rows.Valid()), place(m, c, rows.Data()))
	chunks.Accept(sink.Ready().And(rows.Valid()))
	dropped := rows.Accept(sink.Ready().And(chunks.Valid(), c.Drop))
	m.Unused(moved)
	read, left := stream.Credits(m, "credits", want, rowsAhead, dropped)
	m.Unused(left)

	parts := hdl.Inst(m, "splitter", splitter(s), splitterIn{stream.Pipe(m, "turned", bytes)})
	g := hdl.Inst(m, "gather", gather(s), gatherIn(parts))
	return StoreOut{read, g.Write, g.Retired}
}
