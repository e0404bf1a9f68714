package dma

import (
	"npugen/blocks/bundle"
	"npugen/hdl"
)

// fold is X of docs/npu.md: the xor of the words of 32 bits of x, word i rotated
// left by i.
func fold(x hdl.UInt) hdl.UInt {
	h := x.Bits(31, 0)
	for i := 1; 32*i < x.Width(); i++ {
		h = h.Xor(rotl(x.Bits(32*i+31, 32*i), i%32))
	}
	return h
}

func rotl(x hdl.UInt, n int) hdl.UInt {
	if n == 0 {
		return x
	}
	return hdl.Cat(x.Trunc(32-n), x.Bits(31, 32-n))
}

// retire hashes the items of instructions: x in cycles with item; the
// instruction ends with end, with an item or without. It is one cycle late.
func retire(m *hdl.Module, item hdl.Bool, x hdl.UInt, end hdl.Bool) bundle.Retired {
	some := hdl.RegNextInit(m, "hash_some", item, hdl.B(false))
	done := hdl.RegNextInit(m, "hash_done", end, hdl.B(false))
	word := hdl.RegEn(m, "hash_word", x, item)
	hash := hdl.RegInit(m, "hash", hdl.U(0, 32))
	next := hdl.Name(m, "hash_next", hdl.Mux(some, rotl(hash.Q(), 1).Xor(word), hash.Q()))
	hash.D(hdl.Mux(done, hdl.U(0, 32), next))
	return bundle.Retired{Done: done, Hash: next}
}
