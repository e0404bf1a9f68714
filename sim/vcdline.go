package sim

import (
	"encoding/binary"
	"math"
	"math/big"
	"math/bits"
	"strings"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// vcdLine is how a variable is written: "1id" for a bit, "b101 id" for more.
type vcdLine struct {
	at     uint32 // in the image
	prefix uint8  // bytes before the digits
	digits uint8  // at most, in whole octets
	tail   uint8  // bytes of end
	mask   uint64 // of the value in the image
	end    uint64 // what follows the digits

	special *vcdSpecial // wide values, constants and enumerations
}

// vcdSpecial is a variable that takes more than a plain line.
type vcdSpecial struct {
	places []engine.Place
	words  []uint64
	typ    ir.Type
	end    string
	label  string
	names  map[uint64]string // of an enumeration's members, as they are met
}

// plainLine is for a value in one word of the image.
func plainLine(x *vcdVar, p engine.Place) vcdLine {
	end := x.end()
	l := vcdLine{at: uint32(p.At), digits: uint8(x.typ.Width+7) / 8 * 8, tail: uint8(len(end)), mask: ^uint64(0) >> (64 - x.typ.Width)}
	if x.typ.Width > 1 {
		l.prefix = 1
	}
	var word [8]byte
	copy(word[:], end)
	l.end = binary.LittleEndian.Uint64(word[:])
	return l
}

func specialLine(x *vcdVar, places []engine.Place) vcdLine {
	return vcdLine{special: &vcdSpecial{
		places: places, words: make([]uint64, len(places)), typ: x.typ, end: x.end(), label: x.label, names: map[uint64]string{},
	}}
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
	text := t.out.room(64 * lineRoom)
	n := 0
	for ; fresh != 0; fresh &= fresh - 1 {
		l := &lines[bits.TrailingZeros64(fresh)]
		if l.special != nil {
			t.out.n += n
			t.special(l.special)
			text, n = t.out.room(64*lineRoom), 0
			continue
		}
		b := (*[lineRoom]byte)(text[n:])
		v := binary.LittleEndian.Uint64(t.image[l.at:]) & l.mask
		// The exponent of the number is much cheaper than bits.Len64.
		count := int(math.Float64bits(float64(int64(v|1)))>>52) - 1022
		if l.digits > 32 {
			count = bits.Len64(v | 1)
		}
		v <<= (64 - count) & 63
		b[0] = 'b'
		at := int(l.prefix & 1)
		put(b, at, t.octets[v>>56])
		if l.digits > 8 {
			put(b, at+8, t.octets[v>>48&0xff])
		}
		if l.digits > 16 {
			put(b, at+16, t.octets[v>>40&0xff])
			put(b, at+24, t.octets[v>>32&0xff])
		}
		if l.digits > 32 {
			put(b, at+32, t.octets[v>>24&0xff])
			put(b, at+40, t.octets[v>>16&0xff])
			put(b, at+48, t.octets[v>>8&0xff])
			put(b, at+56, t.octets[v&0xff])
		}
		at += count
		put(b, at, l.end)
		n += at + int(l.tail)
	}
	t.out.n += n
}

func put(b *[lineRoom]byte, at int, octet uint64) { binary.LittleEndian.PutUint64(b[at:], octet) }

// lineRoom is more than a plain line, or a time, and what is written beyond it.
const lineRoom = 1 + 64 + 8 + 8

// special writes a variable that takes more.
func (t *vcdText) special(s *vcdSpecial) {
	for k, p := range s.places {
		s.words[k] = p.Const
		if p.Bytes > 0 {
			s.words[k] = binary.LittleEndian.Uint64(t.image[p.At:]) & (^uint64(0) >> (64 - 8*p.Bytes))
		}
	}
	b := t.scratch[:0]
	if s.typ.Width == 1 {
		b = append(b, '0'+byte(s.words[0]))
	} else {
		b = appendBits(append(b, 'b'), s.words)
	}
	b = append(b, s.end...)
	if s.label != "" {
		b = append(b, 's')
		b = append(b, s.name()...)
		b = append(b, ' ')
		b = append(b, s.label...)
		b = append(b, '\n')
	}
	t.scratch = b
	t.out.add(b)
}

// name is what the string variable of an enumeration shows.
func (s *vcdSpecial) name() string {
	if len(s.words) > 1 {
		return stateName(s.typ, engine.FromWords(s.words))
	}
	name, ok := s.names[s.words[0]]
	if !ok {
		name = stateName(s.typ, engine.FromWords(s.words))
		s.names[s.words[0]] = name
	}
	return name
}

// stateName is the member's name without blanks, or the number.
func stateName(t ir.Type, v *big.Int) string {
	if name, ok := member(t, v); ok {
		return strings.ReplaceAll(name, " ", "_")
	}
	return v.Text(10)
}
