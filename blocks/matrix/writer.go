package matrix

import (
	"npugen/blocks/bundle"
	"npugen/hdl"
)

// resultWriter writes vectors of results to the vector buffer, a word a cycle,
// and retires the instructions.
type resultWriter struct{ bundle.Shape }

type resultWriterIn struct {
	Command  hdl.Source[target]
	Complete hdl.Bool   // there is one vector of results more from the next cycle on
	Vector   []hdl.UInt // the one fetched last
}

type resultWriterOut struct {
	Fetch   hdl.Bool
	Result  hdl.Source[bundle.Word]
	Retired bundle.Retired
}

func (w resultWriter) Inputs() resultWriterIn {
	return resultWriterIn{Command: commandT(targetOf), Vector: hdl.Vec(w.Cols, hdl.UIntT(32))}
}

func (w resultWriter) Build(m *hdl.Module, in resultWriterIn) resultWriterOut {
	m.Doc("writes results to the vector buffer")
	now := held(m, in.Command)
	ready := hdl.RegInit(m, "ready", hdl.U(0, 16)) // vectors to be fetched
	have := hdl.RegInit(m, "have", hdl.B(false))   // Vector is one
	across := bundle.Across{Elements: w.Cols, Lanes: w.Lanes}
	parts := across.Parts()
	var count *hdl.Register[hdl.UInt]
	j := hdl.U(0, 1) // part of the vector
	if parts > 1 {
		count = hdl.RegInit(m, "j", hdl.U(0, indexBits(parts)))
		j = count.Q()
	}
	i := hdl.Reg(m, "i", hdl.UIntT(16))
	n := hdl.Reg(m, "n", hdl.UIntT(16))
	aw := indexBits(w.VBWords)
	base := hdl.Reg(m, "base", hdl.UIntT(aw)) // word of vector 0
	at := hdl.Reg(m, "at", hdl.UIntT(aw))     // of this vector

	none := hdl.Name(m, "none", now.C.NT.Is(0))
	zero := hdl.Name(m, "zero", now.C.KT.Is(0))
	peak := now.C.Peak.Bit(0)
	from := w.lane(m, across)
	left := extentOf(m, now.C.Each, w.Lanes)
	word := w.part(m, in.Vector, j, from)
	for l := range word.Data {
		word.Data[l] = hdl.Mux(zero, hdl.U(0, 32), word.Data[l])
	}
	word.Addr = at.Q().AddWrap(j.Wrap(aw))
	lastI := hdl.Name(m, "last_i", isLast(i.Q(), now.C.M))
	lastN := hdl.Name(m, "last_n", isLast(n.Q(), now.C.NT))
	giving := hdl.RegInit(m, "giving", hdl.B(false)) // the results are written, the maxima are not
	toPeaks := hdl.Wire(m, "to_peaks", peaks{w.Lanes, w.AccDepth}.Inputs())
	greatest := hdl.Inst(m, "peaks", peaks{w.Lanes, w.AccDepth}, toPeaks.Get())

	sink, result := hdl.NewStream(m, "result", w.ResultT())
	there := hdl.Mux(giving.Q(), greatest.Valid, hdl.All(now.Valid, none.Not(), zero.Or(have.Q())))
	item := hdl.Mux(giving.Q(), w.top(word, at.Q(), hdl.Mux(none, hdl.U(minusInfinity, 32), greatest.Peak)), word)
	put := sink.Offer(there, item)
	some := hdl.Name(m, "put_part", put.And(giving.Q().Not()))
	top := hdl.Name(m, "put_top", put.And(giving.Q()))
	vector := some
	if parts > 1 {
		last := j.Eq(from.last).Or(peak.And(left.ends()))
		m.When(some, func() {
			count.D(hdl.Mux(last, hdl.Zero(j), j.AddWrap(hdl.U(1))))
			left.word()
		})
		vector = some.And(last)
	}
	vector = hdl.Name(m, "end_vector", vector)
	end := hdl.Name(m, "end_results", hdl.All(now.Valid, giving.Q().Not(), none.Or(vector.And(lastI, lastN))))
	done := hdl.Name(m, "done_now", hdl.Mux(peak, top.And(lastI), end))
	m.When(end, func() { giving.D(peak) }).Elsewhen(done, func() { giving.D(hdl.B(false)) })
	seen := left.seen()
	for _, written := range word.Mask {
		seen = seen.And(written)
	}
	toPeaks.Set(peaksIn{
		Put: some.And(peak), Word: word.Data, Seen: seen,
		Of:   peakOf{hdl.All(n.Q().Is(0), j.Is(0)), i.Q().Wrap(indexBits(w.AccDepth))},
		Give: giving.Q(), Vectors: now.C.M, Take: top,
	})
	free := have.Q().Not().Or(vector.And(zero.Not()))
	fetch := hdl.Name(m, "fetch_now", ready.Q().OrR().And(free))
	m.When(in.Complete.And(fetch.Not()), func() {
		ready.D(ready.Q().AddWrap(hdl.U(1)))
	}).Elsewhen(fetch.And(in.Complete.Not()), func() { ready.D(ready.Q().SubWrap(hdl.U(1))) })
	m.When(free, func() { have.D(fetch) })

	hash := bundle.Hash(m, "hash", put, folded(item), done)
	inWords := func(x hdl.UInt) hdl.UInt { return x.Shr(w.LaneBits()).Wrap(aw) }
	m.When(vector.Or(top), func() {
		i.D(i.Q().AddWrap(hdl.U(1)))
		at.D(at.Q().AddWrap(inWords(now.C.DStride)))
	})
	m.When(vector, func() {
		left.vector()
		m.When(lastI, func() {
			i.D(hdl.U(0, 16))
			n.D(n.Q().AddWrap(hdl.U(1)))
			row := base.Q().AddWrap(from.words.Wrap(aw))
			base.D(row)
			at.D(row)
			from.move()
			left.next(from.elements)
		})
	})
	m.When(end, func() { at.D(inWords(now.C.P)) }) // for the maxima
	m.When(now.next(done), func() {
		next := in.Command.Data()
		row := inWords(next.D)
		base.D(row)
		at.D(row)
		i.D(hdl.U(0, 16))
		n.D(hdl.U(0, 16))
		from.restart()
		left.start(next)
	})
	m.Unused(now.C.D, now.C.Len) // went to registers
	return resultWriterOut{Fetch: fetch, Result: result, Retired: bundle.Retired{Done: done, Hash: hash}}
}
