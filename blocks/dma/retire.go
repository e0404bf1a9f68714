package dma

import (
	"npugen/blocks/bundle"
	"npugen/hdl"
)

// retire hashes the items of instructions: x in cycles with item; the
// instruction ends with end, with an item or without. It is one cycle late.
func retire(m *hdl.Module, item hdl.Bool, x hdl.UInt, end hdl.Bool) bundle.Retired {
	some := hdl.RegNextInit(m, "hash_some", item, hdl.B(false))
	done := hdl.RegNextInit(m, "hash_done", end, hdl.B(false))
	word := hdl.RegEn(m, "hash_word", x, item)
	return bundle.Retired{Done: done, Hash: bundle.Hash(m, "hash", some, word, done)}
}
