package sim

import (
	"encoding/binary"
	"math/big"
	"math/bits"
	"strings"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// vcdLine is how a variable is written: "1id" for a bit, "b101 id" for more.
type vcdLine struct {
	end   uint64 // what follows the digits
	at    uint32 // in the image; number of the special variable
	width uint8  // 0 for special ones
	tail  uint8  // bytes of end
}

// vcdSpecial is a variable that takes more than a plain line: a wide value, a
// constant or an enumeration.
type vcdSpecial struct {
	places []engine.Place
	typ    ir.Type
	end    string
	label  string
	names  map[uint64]string // of an enumeration's members
}

// plainLine is for a value in one word of the image.
func plainLine(x *vcdVar, p engine.Place) vcdLine {
	end := x.end()
	var word [8]byte
	copy(word[:], end)
	return vcdLine{end: binary.LittleEndian.Uint64(word[:]), at: uint32(p.At), width: uint8(x.typ.Width), tail: uint8(len(end))}
}

func newSpecial(x *vcdVar, places []engine.Place) vcdSpecial {
	s := vcdSpecial{places: places, typ: x.typ, end: x.end(), label: x.label}
	if x.label != "" && len(places) == 1 {
		s.names = memberNames(x.typ)
	}
	return s
}

// end is what follows the digits of a value.
func (x *vcdVar) end() string {
	if x.typ.Width == 1 {
		return x.id + "\n"
	}
	return " " + x.id + "\n"
}

// some writes those of up to 64 variables that have a bit.
func (t *vcdText) some(lines []vcdLine, fresh uint64) {
	text, octets := t.room(64*lineRoom), &t.octets
	n := 0
	for ; fresh != 0; fresh &= fresh - 1 {
		l := lines[bits.TrailingZeros64(fresh)]
		if l.width == 0 {
			t.n += n
			t.special(&t.specials[l.at])
			text, n = t.room(64*lineRoom), 0
			continue
		}
		b := (*[lineRoom]byte)(text[n:])
		v := binary.LittleEndian.Uint64(t.values[l.at:]) & (^uint64(0) >> ((64 - l.width) & 63))
		count := bits.Len64(v | 1)
		v <<= (64 - count) & 63
		b[0] = 'b'
		at := int((1-l.width)>>7) & 1 // nothing before a single bit
		put(b, at, octets[v>>56])
		put(b, at+8, octets[v>>48&0xff])
		if l.width > 16 {
			put(b, at+16, octets[v>>40&0xff])
			put(b, at+24, octets[v>>32&0xff])
		}
		if l.width > 32 {
			put(b, at+32, octets[v>>24&0xff])
			put(b, at+40, octets[v>>16&0xff])
			put(b, at+48, octets[v>>8&0xff])
			put(b, at+56, octets[v&0xff])
		}
		at += count
		put(b, at, l.end)
		n += at + int(l.tail)
	}
	t.n += n
}

func put(b *[lineRoom]byte, at int, octet uint64) { binary.LittleEndian.PutUint64(b[at:], octet) }

// lineRoom is more than a plain line, or a time, and what is written beyond it.
const lineRoom = 1 + 64 + 8 + 8

// special writes a variable that takes more.
func (t *vcdText) special(s *vcdSpecial) {
	words := t.words[:0]
	for _, p := range s.places {
		w := p.Const
		if p.Bytes > 0 {
			w = binary.LittleEndian.Uint64(t.values[p.At:]) & (^uint64(0) >> (64 - 8*p.Bytes))
		}
		words = append(words, w)
	}
	t.words = words
	b := t.scratch[:0]
	if s.typ.Width == 1 {
		b = append(b, '0'+byte(words[0]))
	} else {
		b = appendBits(append(b, 'b'), words)
	}
	b = append(b, s.end...)
	if s.label != "" {
		b = append(b, 's')
		b = append(b, s.name(words)...)
		b = append(b, ' ')
		b = append(b, s.label...)
		b = append(b, '\n')
	}
	t.scratch = b
	t.add(b)
}

// name is what the string variable of an enumeration shows.
func (s *vcdSpecial) name(words []uint64) string {
	if name, ok := s.names[words[0]]; ok {
		return name
	}
	return stateName(s.typ, engine.FromWords(words))
}

// memberNames is what it shows for members.
func memberNames(t ir.Type) map[uint64]string {
	names := map[uint64]string{}
	for _, m := range t.Enum.Members {
		names[m.Value] = stateName(t, new(big.Int).SetUint64(m.Value))
	}
	return names
}

// stateName is the member's name without blanks, or the number.
func stateName(t ir.Type, v *big.Int) string {
	if name, ok := member(t, v); ok {
		return strings.ReplaceAll(name, " ", "_")
	}
	return v.Text(10)
}
