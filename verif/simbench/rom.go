package simbench

import (
	"encoding/binary"

	"npugen/blocks/mem"
	"npugen/hdl"
)

// rom is data in words of some bytes, a multiple of 8.
type rom struct {
	columns []*hdl.Memory[hdl.UInt] // of 64 bits, the lowest bytes first
	depth   int
}

// newROM holds data, and zeros to the end of its last word.
func newROM(m *hdl.Module, name string, data []byte, width int) rom {
	r := rom{depth: (len(data) + width - 1) / width}
	data = append(data[:len(data):len(data)], make([]byte, r.depth*width-len(data))...)
	for c := range width / 8 {
		words := make([]uint64, r.depth)
		for i := range words {
			words[i] = binary.LittleEndian.Uint64(data[i*width+8*c:])
		}
		r.columns = append(r.columns, hdl.Mem(m, hdl.N(name, c), r.depth, hdl.UIntT(64), hdl.MemInit(words)))
	}
	return r
}

// read is a word, in the same cycle.
func (r rom) read(name string, addr hdl.UInt) hdl.UInt {
	var parts []hdl.Bits
	for i := len(r.columns) - 1; i >= 0; i-- {
		parts = append(parts, r.columns[i].Read(hdl.N(name, i), addr))
	}
	return hdl.Cat(parts...)
}

// addr is the type of an address.
func (r rom) addr() int { return mem.AddrWidth(r.depth) }
