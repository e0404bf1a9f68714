package stripe

import (
	"slices"

	"npugen/blocks/hbm"
	"npugen/blocks/stream"
	"npugen/hdl"
)

// BeatBits is the width of a beat's address.
func BeatBits(c hbm.Config) int { return c.LineAddrBits() - c.Answers() + 1 }

// WriteBeatT is the type of a beat for a number of channels.
func WriteBeatT(c hbm.Config, channels int) WriteBeat {
	n := channels * c.Answers()
	return WriteBeat{Addr: hdl.UIntT(BeatBits(c)), Data: hdl.Vec(n, hdl.UIntT(lineBits)), Mask: hdl.Vec(n, hdl.UIntT(hbm.LineBytes))}
}

// Reads is the read side of a channel for a client that wants beats in order:
// it makes the requests of a beat, takes the channel's answers, and gives the
// lines of each beat together. Depth is the beats that may be under way.
//
// With two answers a clock the lines of a beat are one of each pseudo-channel,
// and each has a Restorer.
//
// Latency: 0 to the channel, 2 from it. Throughput: a beat a clock.
func Reads(m *hdl.Module, name string, c hbm.Config, depth int, beats hdl.Source[hdl.UInt], data []hbm.ReadData) ([]hdl.Source[hbm.ReadPort], hdl.Source[[]hdl.UInt]) {
	restorer := Restorer{Depth: depth, Addr: c.LineAddrBits(), Tag: c.Tag}
	if c.Answers() == 1 {
		r := hdl.Inst(m, name, restorer, RestorerIn{Addr: beats, Data: data[0]})
		return []hdl.Source[hbm.ReadPort]{r.Read}, hdl.MapStream(r.Lines, func(l hdl.UInt) []hdl.UInt { return []hdl.UInt{l} })
	}
	// crossed is 1 where the even line is on pseudo-channel 1
	crossed := func(beat hdl.UInt) hdl.UInt { return c.PseudoChannel(hdl.Cat(beat, hdl.U(0, 1))) }
	three := stream.Fork(m, name+"_beat", beats, 3)
	var asks []hdl.Source[hbm.ReadPort]
	var lines []hdl.Source[hdl.UInt]
	for i := range 2 {
		addr := hdl.MapStream(three[i], func(beat hdl.UInt) hdl.UInt {
			return hdl.Cat(beat, crossed(beat).Xor(hdl.U(uint64(i), 1)))
		})
		r := hdl.Inst(m, hdl.N(name, i), restorer, RestorerIn{Addr: addr, Data: data[i]})
		asks, lines = append(asks, r.Read), append(lines, r.Lines)
	}
	turned := stream.Queue(m, name+"_crossed", hdl.MapStream(three[2], crossed), min(max(depth, 1), maxDepth)+4)
	both := stream.Join2(m, name+"_pair", stream.Join(m, name+"_lines", lines), turned)
	beat := hdl.MapStream(both, func(p stream.Pair[[]hdl.UInt, hdl.UInt]) []hdl.UInt {
		cross := p.B.AsBool()
		return []hdl.UInt{hdl.Mux(cross, p.A[1], p.A[0]), hdl.Mux(cross, p.A[0], p.A[1])}
	})
	return Lanes(m, name, c, asks), beat
}

// Writes are the writes of beats, by channel and then by address. A line without
// bytes is left out. A beat is taken when all its lines are.
func Writes(m *hdl.Module, name string, c hbm.Config, beats hdl.Source[WriteBeat]) []hdl.Source[hbm.WritePort] {
	lines := stream.Fork(m, name, beats, len(beats.Data().Data))
	out := make([]hdl.Source[hbm.WritePort], len(lines))
	for i, beat := range lines {
		w := beat.Data()
		line := hbm.WritePort{Addr: w.Addr, Data: w.Data[i], Mask: w.Mask[i]}
		if n := c.Answers(); n > 1 {
			line.Addr = hdl.Cat(w.Addr, hdl.U(uint64(i%n), 1))
		}
		var sink hdl.Sink[hbm.WritePort]
		sink, out[i] = hdl.NewStream(m, hdl.N(name+"_line", i), line)
		any := line.Mask.OrR()
		sink.Offer(beat.Valid().And(any), line)
		beat.Accept(sink.Ready().Or(any.Not()))
	}
	return out
}

// Lanes is the ports of a channel's lanes: those given, and others that never
// ask.
func Lanes[T any](m *hdl.Module, name string, c hbm.Config, given []hdl.Source[T]) []hdl.Source[T] {
	out := slices.Clone(given)
	for i := len(given); i < c.Ratio; i++ {
		sink, idle := hdl.NewStream(m, hdl.N(name+"_idle", i), given[0].Data())
		sink.Offer(hdl.B(false), given[0].Data())
		out = append(out, idle)
	}
	return out
}
