package sim

import (
	"encoding/binary"
	"math/big"
	"strings"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// vcdSpecial is a variable that takes more than a plain line: a wide value or
// an enumeration.
type vcdSpecial struct {
	places []engine.Place
	typ    ir.Type
	end    string
	label  string
	names  map[uint64]string // of an enumeration's members
}

func newSpecial(x *vcdVar, places []engine.Place) vcdSpecial {
	s := vcdSpecial{places: places, typ: x.typ, end: x.end(), label: x.label}
	if x.label != "" && len(places) == 1 {
		s.names = memberNames(x.typ)
	}
	return s
}

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
