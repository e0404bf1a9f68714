package mem

import (
	"fmt"
	"math/bits"

	"npugen/hdl"
)

// The bounds keep a mistaken parameter a diagnostic rather than an exhausted
// machine.
const (
	maxWords = 1 << 28
	maxWidth = 1 << 16
)

// array is the shape of a memory array.
type array struct{ words, width, lane int }

// ports is the shape with which ports are declared: that of the parameters or,
// where they are wrong, the nearest that can exist; check reports it.
func (a array) ports() array {
	a.words = min(max(a.words, 1), maxWords)
	a.width = min(max(a.width, 1), maxWidth)
	if a.lane < 0 || a.lane > 0 && a.width%a.lane != 0 {
		a.lane = 0
	}
	return a
}

func (a array) check(m *hdl.Module) array {
	p := a.ports()
	if a.words != p.words {
		m.Reject(fmt.Sprintf("a memory of %d words", a.words), fmt.Sprintf("want 1 to %d", maxWords))
	}
	if a.width != p.width {
		m.Reject(fmt.Sprintf("words of %d bits", a.width), fmt.Sprintf("want 1 to %d", maxWidth))
	} else if a.lane != p.lane {
		m.Reject(fmt.Sprintf("lanes of %d bits in words of %d", a.lane, a.width), "use a divisor of the word width, or 0 for no mask")
	}
	return p
}

// addr is the type of an address.
func (a array) addr() hdl.UInt { return hdl.UIntT(AddrWidth(a.words)) }

// data is the type of a word.
func (a array) data() hdl.UInt { return hdl.UIntT(a.width) }

// mask is the type of a write mask, one bit a lane, without elements where
// words are written whole.
func (a array) mask() []hdl.Bool {
	if a.lane == 0 {
		return nil
	}
	return hdl.Vec(a.width/a.lane, hdl.BoolT())
}

// make is the array itself.
func (a array) make(m *hdl.Module) *hdl.Memory[hdl.UInt] {
	if a.lane == 0 {
		return hdl.Mem(m, "words", a.words, a.data())
	}
	return hdl.Mem(m, "words", a.words, a.data(), hdl.Lanes(a.lane))
}

// write stores one word, or the lanes of it in mask.
func write(words *hdl.Memory[hdl.UInt], addr, data hdl.UInt, mask []hdl.Bool) {
	if len(mask) == 0 {
		words.Write(addr, data)
		return
	}
	words.WriteMask(addr, data, hdl.Pack(mask))
}

// result is the array's result, one cycle later with an output register. The
// register only moves after a read, to save power.
func result(m *hdl.Module, name string, outReg bool, read hdl.Bool, data hdl.UInt) hdl.UInt {
	if !outReg {
		return data
	}
	arrived := hdl.RegNext(m, name+"_arrived", read)
	return hdl.RegEn(m, name, data, arrived)
}

// latency is the cycles from a read to its result.
func latency(outReg bool) int {
	if outReg {
		return 2
	}
	return 1
}

// AddrWidth is the width of an address of a memory of that many words, at
// least 1.
func AddrWidth(words int) int { return max(1, bits.Len(uint(max(words, 1)-1))) }
