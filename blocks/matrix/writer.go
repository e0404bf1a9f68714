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
	from := w.lane(m, across)
	word := w.part(m, in.Vector, j, from)
	for l := range word.Data {
		word.Data[l] = hdl.Mux(zero, hdl.U(0, 32), word.Data[l])
	}
	sink, result := hdl.NewStream(m, "result", w.ResultT())
	word.Addr = at.Q().AddWrap(j.Wrap(aw))
	put := sink.Offer(hdl.All(now.Valid, none.Not(), zero.Or(have.Q())), word)
	lastI := hdl.Name(m, "last_i", isLast(i.Q(), now.C.M))
	lastN := hdl.Name(m, "last_n", isLast(n.Q(), now.C.NT))
	vector := put
	if parts > 1 {
		last := j.Eq(from.last)
		m.When(put, func() { count.D(hdl.Mux(last, hdl.Zero(j), j.AddWrap(hdl.U(1)))) })
		vector = put.And(last)
	}
	vector = hdl.Name(m, "end_vector", vector)
	done := hdl.Name(m, "done_now", now.Valid.And(none.Or(vector.And(lastI, lastN))))
	free := have.Q().Not().Or(vector.And(zero.Not()))
	fetch := hdl.Name(m, "fetch_now", ready.Q().OrR().And(free))
	m.When(in.Complete.And(fetch.Not()), func() {
		ready.D(ready.Q().AddWrap(hdl.U(1)))
	}).Elsewhen(fetch.And(in.Complete.Not()), func() { ready.D(ready.Q().SubWrap(hdl.U(1))) })
	m.When(free, func() { have.D(fetch) })

	hash := bundle.Hash(m, "hash", put, folded(word), done)
	inWords := func(x hdl.UInt) hdl.UInt { return x.Shr(w.LaneBits()).Wrap(aw) }
	m.When(vector, func() {
		i.D(i.Q().AddWrap(hdl.U(1)))
		at.D(at.Q().AddWrap(inWords(now.C.DStride)))
		m.When(lastI, func() {
			i.D(hdl.U(0, 16))
			n.D(n.Q().AddWrap(hdl.U(1)))
			row := base.Q().AddWrap(from.words.Wrap(aw))
			base.D(row)
			at.D(row)
			from.move()
		})
	})
	m.When(now.next(done), func() {
		row := inWords(in.Command.Data().D)
		base.D(row)
		at.D(row)
		i.D(hdl.U(0, 16))
		n.D(hdl.U(0, 16))
		from.restart()
	})
	m.Unused(now.C.D) // went to base
	return resultWriterOut{Fetch: fetch, Result: result, Retired: bundle.Retired{Done: done, Hash: hash}}
}
