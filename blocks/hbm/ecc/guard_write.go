package ecc

import (
	"npugen/blocks/hbm"
	"npugen/hdl"
)

// writes are the client's; on the first lane merged lines of slots go before
// them. What the client writes in part goes into a slot, as does a line to scrub.
func (b *guard) writes() []hdl.Source[hbm.WritePort] {
	m := b.m
	var ready, empty []hdl.Bool
	for _, s := range b.slots {
		ready = append(ready, s.ready.Q())
		empty = append(empty, s.used.Q().Not())
	}
	merged, own := first(ready)
	vacant, room := first(empty)

	var outs []hdl.Source[hbm.WritePort]
	fill, filled := hdl.B(false), b.in.Write[0].Data() // a write that goes into a slot
	wanted := hdl.B(false)                             // a lower lane wants one
	for l, client := range b.in.Write {
		sink, out := hdl.NewStream(m, hdl.N("write_out", l), b.g.Config.WritePortT())
		req := client.Data()
		clear := hdl.Name(m, hdl.N("clear", l), b.inSlot(req.Addr).Not().And(b.lowerWrites(l).Not()))
		partial := hdl.Name(m, hdl.N("partial", l), isPartial(req.Mask))
		vacancy, free := room.And(wanted.Not()), sink.Ready()
		offers, port := client.Valid().And(clear, partial.Not()), b.encoded(req, l == 0)
		if l == 0 {
			free = free.And(own.Not())
			for i, s := range b.slots {
				port = hdl.Mux(merged[i], hbm.WritePort{Addr: s.addr.Q(), Data: s.data.Q(), Mask: wordMask(s.mask.Q())}, port)
			}
			moved := sink.Offer(own.Or(offers), port)
			for i, s := range b.slots {
				m.When(moved.And(merged[i]), func() {
					s.used.D(hdl.B(false))
					s.ready.D(hdl.B(false))
				})
			}
		} else {
			sink.Offer(offers, port)
		}
		taken := client.Accept(clear.And(hdl.Mux(partial, vacancy, free)))
		into := taken.And(partial)
		wanted = wanted.Or(client.Valid().And(clear, partial))
		fill, filled = fill.Or(into), hdl.Mux(into, req, filled)
		outs = append(outs, out)
	}
	fill = hdl.Name(m, "fill", fill)
	scrub, addr := b.scrubber(room.And(fill.Not()))
	for i, s := range b.slots {
		m.When(vacant[i].And(fill.Or(scrub)), func() {
			s.used.D(hdl.B(true))
			s.addr.D(hdl.Mux(fill, filled.Addr, addr))
			s.mask.D(hdl.Mux(fill, filled.Mask, hdl.U(0, hbm.LineBytes)))
			s.data.D(filled.Data.Ext(b.g.Config.LineBits()))
		})
		b.merge(i, s)
	}
	return outs
}

// lowerWrites is true when a lane below l offers a write of the same line.
func (b *guard) lowerWrites(l int) hdl.Bool {
	any := hdl.B(false)
	for _, w := range b.in.Write[:l] {
		any = any.Or(w.Valid().And(w.Data().Addr.Eq(b.in.Write[l].Data().Addr)))
	}
	return any
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
func (b *guard) encoded(req hbm.WritePort, inject bool) hbm.WritePort {
	parts := make([]hdl.Bits, words)
	for w := range words {
		stored := Encode(req.Data.Bits(WordBits*w+WordBits-1, WordBits*w))
		if inject && w == 0 {
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
	m := b.m
	mine, line := hdl.B(false), b.words[0]
	for k, d := range b.in.Data {
		here := d.Valid.And(d.Tag.Is(1<<(b.g.Config.Tag-1) | uint64(i)))
		mine = mine.Or(here)
		if k > 0 {
			line = hdl.Mux(here, b.words[k], line)
		}
	}
	mask := s.mask.Q()
	data, touched := make([]hdl.Bits, words), make([]hdl.Bits, words)
	for w, d := range line {
		bytes := mask.Bits(8*w+7, 8*w)
		put := s.data.Q().Bits(WordBits*w+WordBits-1, WordBits*w)
		var bits []hdl.Bits
		for k := 7; k >= 0; k-- {
			bits = append(bits, bytes.Bits(k, k).Rep(8))
		}
		select8 := hdl.Cat(bits...)
		word := Encode(put.And(select8).Or(d.Word.And(select8.Not())))
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

// decodeLine is the words of a line as it is stored.
func decodeLine(line hdl.UInt) []Decoded {
	const n = WordBits + CheckBits
	out := make([]Decoded, words)
	for w := range out {
		out[w] = Decode(line.Bits(n*w+n-1, n*w))
	}
	return out
}

// answers hands the client's lines on and counts what was wrong in all.
func (b *guard) answers(out *GuardOut) {
	m, c := b.m, b.g.Client()
	fixed, lost := hdl.U(0, 5), hdl.U(0, 5)
	for k, in := range b.in.Data {
		data := make([]hdl.Bits, words)
		bad := hdl.B(false)
		for w, d := range b.words[k] {
			data[words-1-w] = d.Word
			fixed = fixed.AddWrap(d.Corrected.And(in.Valid).AsUInt())
			lost = lost.AddWrap(d.Bad.And(in.Valid).AsUInt())
			bad = bad.Or(d.Bad)
		}
		client := in.Tag.Bit(b.g.Config.Tag - 1).Not()
		out.Data = append(out.Data, hbm.ReadData{
			Valid: hdl.RegNextInit(m, hdl.N("data_out_valid", k), in.Valid.And(client), hdl.B(false)),
			Tag:   hdl.RegNext(m, hdl.N("data_out_tag", k), in.Tag.Trunc(c.Tag)),
			Data:  hdl.RegEn(m, hdl.N("data_out", k), hdl.Cat(data...), in.Valid),
		})
		out.Bad = append(out.Bad, hdl.RegNext(m, hdl.N("data_out_bad", k), bad))
	}
	corrected := hdl.RegInit(m, "corrected_words", hdl.U(0, 32))
	losses := hdl.RegInit(m, "lost_words", hdl.U(0, 32))
	corrected.D(corrected.Q().AddSat(fixed))
	losses.D(losses.Q().AddSat(lost))
	out.Corrected, out.Lost = corrected.Q(), losses.Q()
}
