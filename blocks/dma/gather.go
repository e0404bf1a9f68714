package dma

import (
	"npugen/blocks/bundle"
	"npugen/hdl"
)

// gather joins parts that follow each other and lie in one beat to one write.
//
// Latency: 1 cycle behind the part that ends a beat. Throughput: a part a cycle.
type gather struct{ bundle.Shape }

type gatherIn struct{ Parts hdl.Source[part] }

type gatherOut struct {
	Write   hdl.Source[bundle.BeatWrite]
	Retired bundle.Retired
}

// Inputs has parts.
func (g gather) Inputs() gatherIn {
	return gatherIn{hdl.StreamT(part{BeatWrite: g.BeatWriteT()})}
}

// Build holds the bytes of one beat until a part of another comes, or until
// they are the last of their STORE.
func (g gather) Build(m *hdl.Module, in gatherIn) gatherOut {
	m.Doc("joins bytes to writes of a beat")
	p := in.Parts.Data()
	held := hdl.Reg(m, "held", p)
	full := hdl.RegInit(m, "full", hdl.B(false))
	same := hdl.Name(m, "same", full.Q().And(held.Q().Last.Not(), held.Q().Addr.Eq(p.Addr)))
	sink, out := hdl.NewStream(m, "write_out", g.BeatWriteT())
	leaves := held.Q().Last.Or(in.Parts.Valid().And(same.Not()))
	moved := sink.Offer(full.Q().And(leaves), held.Q().BeatWrite)
	came := in.Parts.Accept(full.Q().Not().Or(same, moved))

	bytes := hdl.Vec(g.BeatBytes(), hdl.UIntT(8))
	old, fresh := hdl.Unpack(bytes, held.Q().Data), hdl.Unpack(bytes, p.Data)
	for i := range bytes {
		kept := hdl.Mux(same, old[i], hdl.U(0, 8))
		bytes[i] = hdl.Mux(p.Mask.Bit(i), fresh[i], kept)
	}
	next := part{Last: p.Last}
	next.Addr, next.Data = p.Addr, hdl.Pack(bytes)
	next.Mask = p.Mask.Or(hdl.Mux(same, held.Q().Mask, hdl.Zero(p.Mask)))
	m.When(came, func() {
		held.D(next)
		full.D(hdl.B(true))
	}).Elsewhen(moved, func() {
		full.D(hdl.B(false))
	})
	item := held.Q().Addr.Ext(32).Xor(bundle.Fold(held.Q().Data))
	return gatherOut{out, retire(m, moved, item, moved.And(held.Q().Last))}
}
