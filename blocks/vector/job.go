package vector

import (
	"npugen/blocks/bundle"
	"npugen/hdl"
	"npugen/isa"
)

// job is what of an operation is kept while its words are issued.
type job struct {
	ID           hdl.UInt
	Quant, Arg   hdl.Bool
	Top          hdl.Bool // TOPK
	Pre, Fn, Bin hdl.UInt
	Red, Fin     hdl.UInt
	Plain        hdl.Bool // the reduction is used as it is
	Keep, Swap   hdl.Bool
	One, Scaled  hdl.Bool
	AS0, AS1     hdl.UInt
	BS0, BS1     hdl.UInt
	DS0, DS1     hdl.UInt
	N1, Inc      hdl.UInt // N1 less 1
	Sync         hdl.Bool
}

// read takes a command apart. What an operation has no field for is 0.
func (z size) read(c bundle.Vector, id hdl.UInt) job {
	quant, arg := c.Op.Is(uint64(isa.QUANT)), c.Op.Is(uint64(isa.ARGMAX))
	top := z.isTop(c)
	maps := hdl.Any(quant, arg, top).Not()
	mode := func(x hdl.UInt) hdl.UInt { return hdl.Mux(maps, x, hdl.U(0, 2)) }
	flag := func(x hdl.UInt) hdl.Bool { return x.AsBool() }
	e, d := z.element(), z.target()
	return job{
		ID: id, Quant: quant, Arg: arg, Top: top,
		Pre: mode(c.Pre), Fn: mode(c.Fn),
		Bin: hdl.Mux(quant, hdl.Cat(hdl.B(false), c.Bin.Is(isa.BinMul)), mode(c.Bin)),
		Red: mode(c.Red), Fin: c.Fin, Plain: plain(c),
		Keep: maps.And(flag(c.Keep)), Swap: maps.And(flag(c.Swap)),
		One: flag(c.One), Scaled: quant.And(flag(c.Scaled)),
		AS0: c.AS0.Wrap(e), AS1: c.AS1.Wrap(e), BS0: c.BS0.Wrap(e), BS1: c.BS1.Wrap(e),
		DS0: c.DS0.Wrap(d), DS1: c.DS1.Wrap(d),
		N1:  hdl.Mux(arg.Or(top), hdl.U(0, 16), c.N1.SubWrap(hdl.U(1))),
		Inc: hdl.Mux(arg.Or(top), hdl.U(0, 16), c.Inc), Sync: flag(c.Sync),
	}
}

// isTop is whether a command is a TOPK, never without the hardware for it.
func (z size) isTop(c bundle.Vector) hdl.Bool {
	if z.TopK == 0 {
		return hdl.B(false)
	}
	return c.Op.Is(uint64(isa.TOPK))
}

// jobT is the type of a job.
func (z size) jobT() job {
	e, d, two := hdl.UIntT(z.element()), hdl.UIntT(z.target()), hdl.UIntT(2)
	return job{ID: hdl.UIntT(flightBits), Pre: two, Fn: two, Bin: two, Red: two, Fin: two,
		AS0: e, AS1: e, BS0: e, BS1: e, DS0: d, DS1: d, N1: hdl.UIntT(16), Inc: hdl.UIntT(16)}
}

// target is the bits of a destination's first element or row.
func (z size) target() int { return max(z.element(), z.row()) }

// one is 1.0.
const one = 0x3f800000

// plain tells that r*c1 + c2 is r, but that -0 becomes 0.
func plain(c bundle.Vector) hdl.Bool { return c.C1.Is(one).And(c.C2.Is(0)) }

// Entry is what is looked up at the end of an operation's rows.
type Entry struct {
	T, C1, C2, Fin hdl.UInt
	Plain          hdl.Bool
}

func (z size) entry(c bundle.Vector) Entry {
	return Entry{T: c.T.Wrap(z.scalar()), C1: c.C1, C2: c.C2, Fin: c.Fin, Plain: plain(c)}
}
