package vector

import (
	"npugen/blocks/stream"
	"npugen/hdl"
)

// heldDepth is the words that wait for the second multiplier at most: for the
// sigmoid of as many, or for the factor of a full group.
func (z size) heldDepth() int {
	return max(sigLatency+1, z.peakLatency()+recipLatency+mulLatency+z.group()) + 2
}

// held keeps words until the second multiplier takes them.
func (z size) held(m *hdl.Module, push hdl.Bool, word []hdl.UInt, pop hdl.Bool) (valid hdl.Bool, out []hdl.UInt) {
	sink, src := hdl.NewStream(m, "to_hold", hdl.UIntT(32*z.Lanes))
	fire := sink.Offer(push, hdl.Pack(word))
	m.Assert("hold_room", push.And(fire.Not()).Not(), "too many words are held")
	q := hdl.Inst(m, "hold", stream.FIFO{Width: 32 * z.Lanes, Depth: z.heldDepth()}, stream.FIFOIn{In: src})
	q.Out.Accept(pop)
	m.Unused(q.Count)
	return q.Out.Valid(), hdl.Unpack(hdl.Vec(z.Lanes, word32()), q.Out.Data())
}
