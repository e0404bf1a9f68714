package ecc

import (
	"npugen/blocks/hbm"
	"npugen/hdl"
)

// writes are the merged lines of slots before the client's; what the client
// writes in part goes into a slot, as does a line to scrub.
func (b *guard) writes() hdl.Source[hbm.WritePort] {
	m := b.m
	sink, out := hdl.NewStream(m, "write_out", b.g.Config.WritePortT())
	var ready, empty []hdl.Bool
	for _, s := range b.slots {
		ready = append(ready, s.ready.Q())
		empty = append(empty, s.used.Q().Not())
	}
	merged, own := first(ready)
	vacant, room := first(empty)

	req := b.in.Write.Data()
	clear := b.inSlot(req.Addr).Not()
	partial := hdl.Name(m, "partial", isPartial(req.Mask))
	port := b.encoded(req)
	for i, s := range b.slots {
		port = hdl.Mux(merged[i], hbm.WritePort{Addr: s.addr.Q(), Data: s.data.Q(), Mask: wordMask(s.mask.Q())}, port)
	}
	moved := sink.Offer(own.Or(b.in.Write.Valid().And(clear, partial.Not())), port)
	taken := b.in.Write.Accept(clear.And(hdl.Mux(partial, room, sink.Ready().And(own.Not()))))
	fill := hdl.Name(m, "fill", taken.And(partial))

	scrub, addr := b.scrubber(room.And(fill.Not()))
	for i, s := range b.slots {
		m.When(moved.And(merged[i]), func() {
			s.used.D(hdl.B(false))
			s.ready.D(hdl.B(false))
		})
		m.When(vacant[i].And(fill.Or(scrub)), func() {
			s.used.D(hdl.B(true))
			s.addr.D(hdl.Mux(fill, req.Addr, addr))
			s.mask.D(hdl.Mux(fill, req.Mask, hdl.U(0, hbm.LineBytes)))
			s.data.D(req.Data.Ext(b.g.Config.LineBits()))
		})
		b.merge(i, s)
	}
	return out
}

// isPartial is true for a mask with a word that is written in part.
func isPartial(mask hdl.UInt) hdl.Bool {
	var any []hdl.Bool
	for w := range words {
		bytes := mask.Bits(8*w+7, 8*w)
		any = append(any, bytes.OrR().And(bytes.AndR().Not()))
	}
	return hdl.Any(any...)
}

// wordMask is the mask of the stored words that a mask of data bytes touches.
func wordMask(mask hdl.UInt) hdl.UInt {
	parts := make([]hdl.Bits, words)
	for w := range words {
		parts[words-1-w] = mask.Bits(8*w+7, 8*w).OrR().AsUInt().Rep(9)
	}
	return hdl.Cat(parts...)
}

// encoded is a write of whole words as it is stored, with injected errors.
func (b *guard) encoded(req hbm.WritePort) hbm.WritePort {
	parts := make([]hdl.Bits, words)
	for w := range words {
		stored := Encode(req.Data.Bits(WordBits*w+WordBits-1, WordBits*w))
		if w == 0 {
			wrong := hdl.Cat(b.in.Inject.Bit(1), b.in.Inject.OrR())
			stored = stored.Xor(wrong.Ext(WordBits + CheckBits))
		}
		parts[words-1-w] = stored
	}
	return hbm.WritePort{Addr: req.Addr, Data: hdl.Cat(parts...), Mask: wordMask(req.Mask)}
}

// scrubber asks for a slot for the next line every Scrub clocks. A line in a
// slot is not scrubbed; its turn comes in the next round.
func (b *guard) scrubber(room hdl.Bool) (take hdl.Bool, addr hdl.UInt) {
	m, w := b.m, b.g.Config.LineAddrBits()
	if b.g.Scrub == 0 {
		return hdl.B(false), hdl.U(0, w)
	}
	next := hdl.RegInit(m, "scrub_addr", hdl.U(0, w))
	wait := hdl.RegInit(m, "scrub_wait", hdl.U(0, 25))
	due := wait.Q().Ge(hdl.U(uint64(b.g.Scrub), 25))
	skip := due.And(b.inSlot(next.Q()))
	take = hdl.Name(m, "scrub_take", due.And(room, skip.Not()))
	m.When(take.Or(skip), func() {
		next.D(next.Q().AddWrap(hdl.U(1)))
		wait.D(hdl.U(0, 25))
	}).Elsewhen(due.Not(), func() {
		wait.D(wait.Q().AddWrap(hdl.U(1)))
	})
	return take, next.Q()
}

// merge puts the slot's bytes into the line that comes back for it. Words that
// had to be corrected are written too; without any, a scrub is over.
func (b *guard) merge(i int, s slot) {
	m, in := b.m, b.in.Data
	mine := in.Valid.And(in.Tag.Is(1<<(b.g.Config.Tag-1) | uint64(i)))
	mask := s.mask.Q()
	data, touched := make([]hdl.Bits, words), make([]hdl.Bits, words)
	for w := range words {
		d := Decode(storedWord(in.Data, w))
		bytes := mask.Bits(8*w+7, 8*w)
		old, put := d.Word, s.data.Q().Bits(WordBits*w+WordBits-1, WordBits*w)
		var bits []hdl.Bits
		for k := 7; k >= 0; k-- {
			bits = append(bits, bytes.Bits(k, k).Rep(8))
		}
		select8 := hdl.Cat(bits...)
		word := Encode(put.And(select8).Or(old.And(select8.Not())))
		poison := d.Bad.And(bytes.AndR().Not())
		data[words-1-w] = word.Xor(hdl.Cat(poison.AsUInt().Rep(2), hdl.U(0, WordBits+CheckBits-2)))
		touched[words-1-w] = hdl.Mux(d.Corrected, hdl.U(0xff, 8), bytes)
	}
	write := hdl.Name(m, hdl.N("touched", i), hdl.Cat(touched...))
	m.When(mine, func() {
		s.asked.D(hdl.B(false))
		s.data.D(hdl.Cat(data...))
		s.mask.D(write)
		m.When(write.OrR(), func() { s.ready.D(hdl.B(true)) }).Otherwise(func() { s.used.D(hdl.B(false)) })
	})
}

// storedWord is word w of a line as it is stored.
func storedWord(line hdl.UInt, w int) hdl.UInt {
	const n = WordBits + CheckBits
	return line.Bits(n*w+n-1, n*w)
}

// answers decodes what comes back and counts.
func (b *guard) answers(out *GuardOut) {
	m, in, c := b.m, b.in.Data, b.g.Client()
	var data []hdl.Bits
	fixed, lost := hdl.U(0, 4), hdl.U(0, 4)
	bad := hdl.B(false)
	for w := words - 1; w >= 0; w-- {
		d := Decode(storedWord(in.Data, w))
		data = append(data, d.Word)
		fixed = fixed.AddWrap(d.Corrected.AsUInt())
		lost = lost.AddWrap(d.Bad.AsUInt())
		bad = bad.Or(d.Bad)
	}
	client := in.Tag.Bit(b.g.Config.Tag - 1).Not()
	out.Data = hbm.ReadData{
		Valid: hdl.RegNextInit(m, "data_out_valid", in.Valid.And(client), hdl.B(false)),
		Tag:   hdl.RegNext(m, "data_out_tag", in.Tag.Trunc(c.Tag)),
		Data:  hdl.RegEn(m, "data_out", hdl.Cat(data...), in.Valid),
	}
	out.Bad = hdl.RegNext(m, "data_out_bad", bad)
	corrected := hdl.RegInit(m, "corrected_words", hdl.U(0, 32))
	losses := hdl.RegInit(m, "lost_words", hdl.U(0, 32))
	m.When(in.Valid, func() {
		corrected.D(corrected.Q().AddSat(fixed))
		losses.D(losses.Q().AddSat(lost))
	})
	out.Corrected, out.Lost = corrected.Q(), losses.Q()
}
