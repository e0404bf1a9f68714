package fp

import "npugen/hdl"

// number is an operand taken apart.
type number struct {
	sign      hdl.Bool
	exp       hdl.UInt // Exp bits, 1 for subnormals and zero
	sig       hdl.UInt // Man+1 bits, the hidden one included
	nan, inf  hdl.Bool
	magnitude hdl.UInt // the bits below the sign; 0 for what counts as zero
}

func unpack(f Format, x hdl.UInt) number {
	frac := x.Bits(f.Man-1, 0)
	exp := x.Bits(f.Exp+f.Man-1, f.Man)
	least := exp.Is(0)
	n := number{sign: x.Bit(f.Exp + f.Man), magnitude: x.Trunc(f.Exp + f.Man)}
	if f.Finite {
		n.nan, n.inf = n.magnitude.AndR(), hdl.B(false)
	} else {
		most := exp.AndR()
		n.nan, n.inf = most.And(frac.OrR()), most.And(frac.OrR().Not())
	}
	if !f.Subnormals {
		frac = hdl.Mux(least, hdl.U(0, f.Man), frac)
		n.magnitude = hdl.Mux(least, hdl.U(0, f.Exp+f.Man), n.magnitude)
	}
	n.exp = hdl.Cat(exp.Bits(f.Exp-1, 1), exp.Bit(0).Or(least))
	n.sig = hdl.Cat(least.Not(), frac)
	return n
}

// zero tells zeros, and subnormals where they count as such.
func (n number) zero() hdl.Bool { return n.magnitude.OrR().Not() }
