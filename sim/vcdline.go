package sim

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"npugen/sim/internal/engine"
)

// vcdLine is how a variable is written: "1id" for a bit, "b101 id" for more.
type vcdLine struct {
	end  uint64 // what follows the digits; for a bit '0' and what follows
	at   uint32 // in the image; number of the special variable
	tail uint8  // bytes of end
}

// lineRoom is more than a plain line, or a time, and what is written beyond it.
const lineRoom = 1 + 64 + 8 + 8

// wordLines is how many lines share a word of those that are fresh. They are of
// one class.
const wordLines = 64

// plainLine is for a value in one word of the image.
func plainLine(x *vcdVar, p engine.Place) vcdLine {
	end := x.end()
	if x.class() == vcdBit {
		end = "0" + end
	}
	var word [8]byte
	copy(word[:], end)
	return vcdLine{end: binary.LittleEndian.Uint64(word[:]), at: uint32(p.At), tail: uint8(len(end))}
}

// end is what follows the digits of a value.
func (x *vcdVar) end() string {
	if x.typ.Width == 1 {
		return x.id + "\n"
	}
	return " " + x.id + "\n"
}

// write writes those of the lines of a class that have a bit.
func (t *vcdText) write(c vcdClass, lines *[wordLines]vcdLine, fresh uint64) {
	switch c {
	case vcdBit:
		t.bitLines(lines, fresh)
	case vcdByte:
		numberLines[uint8](t, lines, fresh)
	case vcdShort:
		numberLines[uint16](t, lines, fresh)
	case vcdWord:
		numberLines[uint32](t, lines, fresh)
	case vcdLong:
		numberLines[uint64](t, lines, fresh)
	default:
		for ; fresh != 0; fresh &= fresh - 1 {
			t.special(&t.specials[lines[bits.TrailingZeros64(fresh)].at])
		}
	}
}

func (t *vcdText) bitLines(lines *[wordLines]vcdLine, fresh uint64) {
	text, values, n := t.page(), t.values, uint(0)
	for ; fresh != 0; fresh &= fresh - 1 {
		l := &lines[bits.TrailingZeros64(fresh)%wordLines]
		binary.LittleEndian.PutUint64(text[n%pageBytes:], l.end|uint64(values[l.at]))
		n += uint(l.tail)
	}
	t.n += int(n)
}

// numberLines writes numbers that are kept in a T, which is known when the function is
// compiled, so that a line has no branch. The digits of a value follow each other with the
// highest that is 1 first, or a single 0: it is shifted to the top of a word, and
// whole bytes are written. What follows the digits is written over those that are too
// many.
func numberLines[T uint8 | uint16 | uint32 | uint64](t *vcdText, lines *[wordLines]vcdLine, fresh uint64) {
	const octet = 8 // digits
	bytes := uint(unsafe.Sizeof(T(0)))
	text, values, octets, n := t.page(), t.values, &t.octets, uint(0)
	for ; fresh != 0; fresh &= fresh - 1 {
		l := &lines[bits.TrailingZeros64(fresh)%wordLines]
		b := (*[lineRoom]byte)(text[n%pageBytes:])
		at := uint(l.at)
		var v uint64
		switch word := values[at : at+bytes : at+bytes]; bytes {
		case 1:
			v = uint64(word[0])
		case 2:
			v = uint64(binary.LittleEndian.Uint16(word))
		case 4:
			v = uint64(binary.LittleEndian.Uint32(word))
		case 8:
			v = binary.LittleEndian.Uint64(word)
		}
		count := bits.Len64(v | 1)
		v <<= (64 - count) & 63
		b[0] = 'b'
		put(b, 1, octets[v>>56])
		if bytes >= 2 {
			put(b, 1+octet, octets[v>>48&0xff])
		}
		if bytes >= 4 {
			put(b, 1+2*octet, octets[v>>40&0xff])
			put(b, 1+3*octet, octets[v>>32&0xff])
		}
		if bytes == 8 {
			put(b, 1+4*octet, octets[v>>24&0xff])
			put(b, 1+5*octet, octets[v>>16&0xff])
			put(b, 1+6*octet, octets[v>>8&0xff])
			put(b, 1+7*octet, octets[v&0xff])
		}
		put(b, 1+count, l.end)
		n += 1 + uint(count) + uint(l.tail)
	}
	t.n += int(n)
}

func put(b *[lineRoom]byte, at int, octet uint64) { binary.LittleEndian.PutUint64(b[at:], octet) }

// pageBytes is a power of two and as much as the lines of a word take; within it
// no bounds are checked.
const pageBytes = 1 << 13

func (t *vcdText) page() *[pageBytes + lineRoom]byte {
	return (*[pageBytes + lineRoom]byte)(t.room(pageBytes + lineRoom))
}
