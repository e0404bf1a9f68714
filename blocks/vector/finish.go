package vector

import (
	"npugen/blocks/fp"
	"npugen/hdl"
)

// finish makes the scalar of a reduction r: fin(r*c1 + c2). What changes
// nothing is skipped.
type finish struct{ Scalar int } // bits of an address of the scalar buffer

type finishIn struct {
	Took  hdl.Bool // an operation starts
	ID    hdl.UInt
	Entry Entry
	Sum   wholeOut
	Peak  wholeOut
}

// Scalar is a scalar that is written.
type Scalar struct {
	Valid hdl.Bool
	Addr  hdl.UInt
	Y     hdl.UInt
}

func (z size) scalarT() Scalar { return Scalar{Addr: hdl.UIntT(z.scalar()), Y: word32()} }

type scalarOut struct {
	Scalar
	Tag Whole
}

func (p finish) Inputs() finishIn {
	entry := Entry{T: hdl.UIntT(p.Scalar), C1: word32(), C2: word32(), Fin: hdl.UIntT(2)}
	whole := wholeOut{Tag: wholeT(), Y: word32()}
	return finishIn{ID: hdl.UIntT(flightBits), Entry: entry, Sum: whole, Peak: whole}
}

func (p finish) Build(m *hdl.Module, in finishIn) scalarOut {
	m.Doc("scalar of a reduction")
	f32 := fp.FP32
	c1 := hdl.Mem(m, "c1", Flight, word32())
	c2 := hdl.Mem(m, "c2", Flight, word32())
	rest := hdl.Mem(m, "rest", Flight, hdl.UIntT(p.Scalar))
	fins := hdl.Mem(m, "fins", Flight, hdl.UIntT(2))
	plains := hdl.Mem(m, "plains", Flight, hdl.UIntT(1))
	m.When(in.Took, func() {
		c1.Write(in.ID, in.Entry.C1)
		c2.Write(in.ID, in.Entry.C2)
		rest.Write(in.ID, in.Entry.T)
		fins.Write(in.ID, in.Entry.Fin)
		plains.Write(in.ID, in.Entry.Plain.AsUInt())
	})

	sum, top := flow[Whole]{in.Sum.Valid, in.Sum.Tag}, flow[Whole]{in.Peak.Valid, in.Peak.Tag}
	f := merged(m, "whole", sum, top)
	r := hdl.Name(m, "r", hdl.Mux(sum.valid, in.Sum.Y, in.Peak.Y))

	plain := plains.Read("plain", f.tag.ID).AsBool()
	mul := delay(m, "scaled", f.only(plain.Not()), mulLatency)
	scaled := hdl.Inst(m, "scale", fp.Mul{Format: f32}, fp.Binary{A: r, B: c1.Read("factor", f.tag.ID), En: mul.busy})
	add := delay(m, "moved", mul.out, addLatency)
	moved := hdl.Inst(m, "offset", fp.Add{Format: f32}, fp.AddIn{A: scaled.Y, B: c2.Read("addend", mul.out.tag.ID), Sub: hdl.B(false), En: add.busy})
	f = merged(m, "affine", add.out, f.only(plain))
	x := hdl.Name(m, "x", hdl.Mux(add.out.valid, moved.Y, positive(r)))

	fin := fins.Read("fin", f.tag.ID)
	root := delay(m, "root", f.only(fin.Is(1)), rsqrtLatency)
	rsqrt := hdl.Inst(m, "rsqrt", fp.Rsqrt{}, fp.Unary{X: x, En: root.busy})
	inverse := delay(m, "inverse", f.only(fin.Is(2)), recipLatency)
	recip := hdl.Inst(m, "recip", fp.Recip{}, fp.Unary{X: x, En: inverse.busy})
	none := f.only(hdl.Any(fin.Is(1), fin.Is(2)).Not())
	f = merged(m, "fin", root.out, inverse.out, none)
	y := chosen([]hdl.UInt{rsqrt.Y, recip.Y, x}, root.out.valid, inverse.out.valid)

	fresh := hdl.RegInit(m, "fresh", hdl.B(true)) // the first row of an operation comes
	next := hdl.Reg(m, "next", hdl.UIntT(p.Scalar))
	addr := hdl.Name(m, "addr_now", hdl.Mux(fresh.Q(), rest.Read("t", f.tag.ID), next.Q()))
	m.When(f.valid, func() {
		next.D(addr.AddWrap(hdl.U(1)))
		fresh.D(f.tag.End)
	})
	return scalarOut{Scalar{f.valid, addr, y}, f.tag}
}
