package matrix

import (
	"math/bits"

	"npugen/blocks/bundle"
	"npugen/hdl"
)

// tiles is what the loader needs of a command.
type tiles struct{ KT, NT, LastRows, Plain hdl.UInt }

// vectors is what the sequencer needs.
type vectors struct{ A, AStride, M, KT, NT, LastRows, Plain hdl.UInt }

// target is what the writer needs.
type target struct{ M, KT, NT, D, DStride, Peak, P, Len, Each hdl.UInt }

func tilesOf(c bundle.Matmul) tiles { return tiles{c.KT, c.NT, c.LastRows, c.Plain} }

func vectorsOf(c bundle.Matmul) vectors {
	return vectors{c.A, c.AStride, c.M, c.KT, c.NT, c.LastRows, c.Plain}
}

func targetOf(c bundle.Matmul) target {
	return target{c.M, c.KT, c.NT, c.D, c.DStride, c.Peak, c.P, c.Len, c.Each}
}

// commandT is the type of a stream of a part's commands.
func commandT[T any](of func(bundle.Matmul) T) hdl.Source[T] {
	return hdl.StreamT(of(bundle.T[bundle.Matmul]()))
}

// present is the command that a part is working on.
type present[T any] struct {
	m     *hdl.Module
	src   hdl.Source[T]
	valid *hdl.Register[hdl.Bool]
	c     *hdl.Register[T]
	Valid hdl.Bool
	C     T
}

// held takes commands from src into a register, one after the other without a
// pause; next says when.
func held[T any](m *hdl.Module, src hdl.Source[T]) present[T] {
	p := present[T]{m: m, src: src, valid: hdl.RegInit(m, "busy", hdl.B(false)), c: hdl.Reg(m, "now", src.Data())}
	p.Valid, p.C = p.valid.Q(), p.c.Q()
	return p
}

// next ends the present command, if there is one, where end is true, and returns
// whether another begins in the next cycle.
func (p present[T]) next(end hdl.Bool) hdl.Bool {
	free := hdl.Name(p.m, "free", p.Valid.Not().Or(end))
	begin := p.src.Accept(free)
	p.m.When(free, func() { p.valid.D(p.src.Valid()) })
	p.m.When(begin, func() { p.c.D(p.src.Data()) })
	return begin
}

// nothing tells a command that takes no tiles.
func nothing(kt, nt hdl.UInt) hdl.Bool { return kt.Is(0).Or(nt.Is(0)) }

// isLast tells the last of n, counted from 0.
func isLast(i, n hdl.UInt) hdl.Bool { return i.Add(hdl.U(1)).Eq(n) }

// indexBits is the bits that number n things, at least 1.
func indexBits(n int) int { return max(1, bits.Len(uint(n-1))) }
