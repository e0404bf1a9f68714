package ecc

import (
	"npugen/blocks/hbm"
	"npugen/hdl"
)

// words is the words of a line.
const words = hbm.LineBytes * 8 / WordBits

// Guard stands between a client with lines of 64 bytes and a channel with
// check bytes, with the lanes and answers of the channel.
//
// Writes of whole words go through. A write of parts of a word takes a slot:
// its line is read, corrected, merged and the words that it touches are
// written. While a line is in a slot, reads and writes of it wait at the port,
// so the order of hbm.Channel holds. In a clock one write goes into a slot, and
// of two writes of one line only that on the lower lane is taken. A word that
// cannot be corrected and is written in part stays uncorrectable.
//
// The scrubber reads a line every Scrub clocks and writes the words back that
// had to be corrected. Scrub 0 is no scrubber.
//
// The memory must be written once before it is read or scrubbed: what it holds at
// power-up has no valid check bytes.
//
// Latency: 0 on the way in, 1 on the way back.
type Guard struct {
	Config hbm.Config // of the channel, with ECC
	Slots  int        // partial writes under way
	Scrub  int
}

// GuardIn is the client's requests and the channel's answers. Inject puts one
// (1) or two (2) wrong bits into the first word of the write that is accepted
// on the first lane in this clock.
type GuardIn struct {
	Read   []hdl.Source[hbm.ReadPort]
	Write  []hdl.Source[hbm.WritePort]
	Data   []hbm.ReadData
	Inject hdl.UInt
}

// GuardOut is the answers to the client and the requests to the channel. Bad
// says which of the lines delivered has a word that is not to be trusted. The
// counters count words, saturating.
type GuardOut struct {
	Data      []hbm.ReadData
	Bad       []hdl.Bool
	Read      []hdl.Source[hbm.ReadPort]
	Write     []hdl.Source[hbm.WritePort]
	Corrected hdl.UInt // 32 bits
	Lost      hdl.UInt // 32 bits: uncorrectable
	Busy      hdl.Bool
}

// Client is the configuration that the client sees: no check bytes and one tag
// bit less, which marks the guard's own reads.
func (g Guard) Client() hbm.Config {
	c := g.Config
	c.ECC = false
	c.Tag = max(c.Tag-1, 1)
	return c
}

// Inputs has the client's lines and the channel's.
func (g Guard) Inputs() GuardIn {
	c, n := g.Client(), max(g.Config.Ratio, 1)
	return GuardIn{
		Read: hdl.Vec(n, hdl.StreamT(c.ReadPortT())), Write: hdl.Vec(n, hdl.StreamT(c.WritePortT())),
		Data: hdl.Vec(c.Answers(), g.Config.ReadDataT()), Inject: hdl.UIntT(2),
	}
}

// slot is a line that is read to be written.
type slot struct {
	used, asked, ready *hdl.Register[hdl.Bool] // taken; the read is under way; the line is merged
	addr, data, mask   *hdl.Register[hdl.UInt] // data: the client's until ready, then what is stored
}

// guard is a Guard under construction.
type guard struct {
	m     *hdl.Module
	g     Guard
	in    GuardIn
	slots []slot
	words [][]Decoded // of the lines that come back, by answer and word
}

// Build makes the slots and the paths around them.
func (g Guard) Build(m *hdl.Module, in GuardIn) GuardOut {
	m.Doc("error correction for a channel")
	if g.Slots < 1 || g.Slots > 16 || g.Scrub < 0 || g.Scrub > 1<<24 {
		m.Reject("slots or a scrub distance out of range", "use 1 to 16 slots and 0 to 16777216 clocks")
		g.Slots, g.Scrub = 1, 0
	}
	if !g.Config.ECC || g.Config.Tag < 5 {
		m.Reject("a channel without check bytes or with fewer than 5 tag bits", "set ECC, and Tag 5 or more")
		g.Config.ECC, g.Config.Tag = true, max(g.Config.Tag, 5)
	}
	b := &guard{m: m, g: g, in: in}
	for _, d := range in.Data {
		b.words = append(b.words, decodeLine(d.Data))
	}
	for i := range g.Slots {
		flag := func(name string) *hdl.Register[hdl.Bool] { return hdl.RegInit(m, hdl.N(name, i), hdl.B(false)) }
		b.slots = append(b.slots, slot{
			used: flag("used"), asked: flag("asked"), ready: flag("ready"),
			addr: hdl.Reg(m, hdl.N("slot_addr", i), hdl.UIntT(g.Config.LineAddrBits())),
			data: hdl.Reg(m, hdl.N("slot_data", i), hdl.UIntT(g.Config.LineBits())),
			mask: hdl.Reg(m, hdl.N("slot_mask", i), hdl.UIntT(hbm.LineBytes)),
		})
	}
	out := GuardOut{Busy: hdl.B(false)}
	for _, d := range in.Data {
		out.Busy = out.Busy.Or(d.Valid)
	}
	for _, s := range b.slots {
		out.Busy = out.Busy.Or(s.used.Q())
	}
	out.Read = b.reads()
	out.Write = b.writes()
	b.answers(&out)
	return out
}

// inSlot is true when a line is in a slot.
func (b *guard) inSlot(addr hdl.UInt) hdl.Bool {
	var any []hdl.Bool
	for _, s := range b.slots {
		any = append(any, s.used.Q().And(s.addr.Q().Eq(addr)))
	}
	return hdl.Any(any...)
}

// first is the lowest condition that is true, alone, and whether there is one.
func first(cs []hdl.Bool) (chosen []hdl.Bool, any hdl.Bool) {
	any = hdl.B(false)
	for _, c := range cs {
		chosen = append(chosen, c.And(any.Not()))
		any = any.Or(c)
	}
	return chosen, any
}

// reads are the client's; on the first lane the slots' go before them.
func (b *guard) reads() []hdl.Source[hbm.ReadPort] {
	m, tag := b.m, b.g.Config.Tag
	var want []hdl.Bool
	for _, s := range b.slots {
		want = append(want, s.used.Q().And(s.asked.Q().Not(), s.ready.Q().Not()))
	}
	chosen, own := first(want)
	var outs []hdl.Source[hbm.ReadPort]
	for l, client := range b.in.Read {
		sink, out := hdl.NewStream(m, hdl.N("read_out", l), b.g.Config.ReadPortT())
		req := client.Data()
		free := b.inSlot(req.Addr).Not()
		port := hbm.ReadPort{Addr: req.Addr, Tag: hdl.Cat(hdl.U(0, 1), req.Tag)}
		if l > 0 {
			sink.Offer(client.Valid().And(free), port)
			client.Accept(sink.Ready().And(free))
		} else {
			for i, s := range b.slots {
				mine := hbm.ReadPort{Addr: s.addr.Q(), Tag: hdl.Cat(hdl.U(1, 1), hdl.U(uint64(i), tag-1))}
				port = hdl.Mux(chosen[i], mine, port)
			}
			moved := sink.Offer(own.Or(client.Valid().And(free)), port)
			client.Accept(sink.Ready().And(own.Not(), free))
			for i, s := range b.slots {
				m.When(moved.And(chosen[i]), func() { s.asked.D(hdl.B(true)) })
			}
		}
		outs = append(outs, out)
	}
	return outs
}
