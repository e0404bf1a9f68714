package vector

import (
	"npugen/blocks/bundle"
	"npugen/hdl"
)

// retire gives operations numbers, collects their hashes and tells when they
// are complete, in order.
type retire struct{}

// written is a result that is written in this cycle.
type written struct {
	Valid hdl.Bool
	Tag   Whole
	X     hdl.UInt // its item of the hash
}

type retireIn struct {
	Took   hdl.Bool // the next operation starts
	Word   written  // a word of MAP passes
	Keep   hdl.Bool // and is written
	Only   hdl.Bool // and nothing else is, no scalars
	Scalar written
	Row    written
	Best   written
}

type retireOut struct {
	ID    hdl.UInt // for the next operation
	Room  hdl.Bool
	Alone hdl.Bool // only the last that was taken is in flight
	Done  hdl.Bool
	Hash  hdl.UInt
}

func (retire) Inputs() retireIn {
	w := written{Tag: wholeT(), X: word32()}
	return retireIn{Word: w, Scalar: w, Row: w, Best: w}
}

func (retire) Build(m *hdl.Module, in retireIn) retireOut {
	m.Doc("completes operations in order, with hashes")
	hashed := func(name string, w written, counts hdl.Bool) hdl.UInt {
		return bundle.Hash(m, name, w.Valid.And(counts), w.X, w.Valid.And(w.Tag.End))
	}
	words := hashed("words_hash", in.Word, in.Keep)
	scalars := hashed("scalars_hash", in.Scalar, hdl.B(true))
	rows := hashed("rows_hash", in.Row, hdl.B(true))

	head := hdl.RegInit(m, "head", hdl.U(0, flightBits))
	tail := hdl.RegInit(m, "tail", hdl.U(0, flightBits))
	count := hdl.RegInit(m, "count", hdl.U(0, flightBits+1))
	var done []hdl.Bool
	var hash []hdl.UInt
	for i := range Flight {
		ends := func(w written) hdl.Bool { return hdl.All(w.Valid, w.Tag.End, w.Tag.ID.Is(uint64(i))) }
		whole := hdl.RegInit(m, hdl.N("complete", i), hdl.B(false))
		sofar := hdl.Reg(m, hdl.N("hash", i), word32())
		now := hdl.Wire(m, hdl.N("hash_now", i), word32())
		now.Set(sofar.Q())
		m.When(ends(in.Word), func() { now.Set(words) })
		m.When(ends(in.Scalar), func() { now.Set(sofar.Q().Xor(bundle.Rotl(scalars, 16))) })
		m.When(ends(in.Row), func() { now.Set(rows) })
		m.When(ends(in.Best), func() { now.Set(in.Best.X) })
		sofar.D(now.Get())
		d := hdl.Name(m, hdl.N("done", i), hdl.Any(whole.Q(), ends(in.Word).And(in.Only), ends(in.Scalar), ends(in.Row), ends(in.Best)))
		whole.D(d)
		m.When(head.Q().Is(uint64(i)), func() { whole.D(hdl.B(false)) })
		done, hash = append(done, d), append(hash, now.Get())
	}
	out := hdl.Index(done, head.Q())
	m.When(out, func() { head.D(head.Q().AddWrap(hdl.U(1))) })
	m.When(in.Took, func() { tail.D(tail.Q().AddWrap(hdl.U(1))) })
	m.When(in.Took.And(out.Not()), func() { count.D(count.Q().AddWrap(hdl.U(1))) }).
		Elsewhen(out.And(in.Took.Not()), func() { count.D(count.Q().SubWrap(hdl.U(1))) })
	return retireOut{ID: tail.Q(), Room: count.Q().Bit(flightBits).Not(), Alone: count.Q().Is(1), Done: out, Hash: hdl.Index(hash, head.Q())}
}
