package simbench

import (
	"hash/fnv"

	"npugen/hdl"
)

// Out is the only output of a closed circuit.
type Out struct{ Digest hdl.UInt }

// xorshift is Marsaglia's 64-bit generator (Xorshift RNGs, JSS 8(14), 2003)
// with the shifts 13, 7, 17: a new word every cycle.
type xorshift struct{}

type xorshiftIn struct{ Seed hdl.UInt }

type xorshiftOut struct{ X hdl.UInt }

func (xorshift) Inputs() xorshiftIn { return xorshiftIn{hdl.UIntT(64)} }

func (xorshift) Build(m *hdl.Module, in xorshiftIn) xorshiftOut {
	x := hdl.Reg(m, "x", hdl.UIntT(64))
	m.When(m.Reset().Asserted(), func() {
		x.D(in.Seed)
	}).Otherwise(func() {
		x.D(shifted(x.Q()))
	})
	return xorshiftOut{x.Q()}
}

// shifted is the word that follows x.
func shifted(x hdl.UInt) hdl.UInt {
	a := x.Xor(x.Shl(13).Trunc(64))
	b := a.Xor(a.Shr(7).Ext(64))
	return b.Xor(b.Shl(17).Trunc(64))
}

// random is width fresh random bits every cycle.
func random(m *hdl.Module, name string, width int) hdl.UInt {
	n := words(width)
	grid := hdl.Grid(m, name, 1, n, xorshift{}, func(c hdl.Cell, _ xorshiftOut) xorshiftIn {
		return xorshiftIn{hdl.Col(c, seeds(name, n))}
	})
	return joined(m, grid, width)
}

// words is how many words of 64 bits hold width bits.
func words(width int) int { return (width + 63) / 64 }

// seeds starts n generators, those of each name differently.
func seeds(name string, n int) []hdl.UInt {
	h := fnv.New64a()
	h.Write([]byte(name))
	s := make([]hdl.UInt, n)
	for i := range s {
		s[i] = hdl.U((h.Sum64()+0x9e3779b97f4a7c15*uint64(i+1))|1, 64) // not 0
	}
	return s
}

// joined is the first width bits of what the generators give.
func joined(m *hdl.Module, grid *hdl.Cells[xorshiftOut], width int) hdl.UInt {
	var parts []hdl.Bits
	for _, w := range grid.All() {
		parts = append(parts, w.X)
	}
	all := hdl.Cat(parts...)
	if all.Width() > width {
		m.Unused(all.Bits(all.Width()-1, width))
	}
	return all.Trunc(width)
}

// digest folds outputs into 64 bits every cycle: the words, each rotated by
// its place so that an exchange of two shows, and the rotated digest of the
// cycle before.
func digest(m *hdl.Module, outs ...hdl.Bits) Out {
	all := hdl.Cat(outs...)
	n := (all.Width() + 63) / 64
	all = all.Ext(64 * n)
	sum := hdl.RegInit(m, "digest", hdl.U(0, 64))
	next := rotate(sum.Q(), 1)
	for i := range n {
		next = next.Xor(rotate(all.Bits(64*i+63, 64*i), i%64))
	}
	sum.D(next)
	return Out{sum.Q()}
}

// rotate is a 64-bit x rotated left by n.
func rotate(x hdl.UInt, n int) hdl.UInt {
	if n == 0 {
		return x
	}
	return hdl.Cat(x.Bits(63-n, 0), x.Bits(63, 64-n))
}
