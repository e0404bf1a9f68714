package sim

import (
	"encoding/binary"
	"slices"

	"npugen/sim/internal/engine"
)

// vcdLines is how the image of looks becomes lines of a VCD file. It is not
// changed once it is made.
type vcdLines struct {
	lines    []vcdLine  // wordLines for each word, some of which may be nobody's
	classes  []vcdClass // of each word
	all      []uint64   // in each word: the lines that are a variable's
	specials []vcdSpecial
	image    int         // bytes of the image
	rest     []byte      // what follows it: the levels of clocks, at first 0, and constants
	blocks   []vcdBlock  // of the image
	marks    []vcdMark   // of blocks
	runs     []vcdRun    // of others
	octets   [256]uint64 // the eight digits of a byte
	clocks   []vcdClock  // that are shown
}

// vcdClock is a clock that is shown, after all other values in the image.
type vcdClock struct {
	bit  uint64
	line int
}

// newVCDLines is for variables, in the order of classes, of which those that are
// no clocks have places.
func newVCDLines(vars []vcdVar, x tracer) *vcdLines {
	size, places := x.ImageBytes(), x.Places()
	t := &vcdLines{image: size}
	marks := make([][]vcdMark, size/engine.BlockBytes)
	for i := range vars {
		x := &vars[i]
		if x.clock != 0 {
			line := t.line(vcdBit, plainLine(x, t.beyond([]byte{0})))
			t.clocks = append(t.clocks, vcdClock{x.clock, line})
			continue
		}
		words := places[0]
		places = places[1:]
		line := t.variable(x, words)
		for _, p := range words {
			if p.Bytes > 0 {
				b := &marks[p.At/engine.BlockBytes]
				*b = append(*b, newMark(p, line))
			}
		}
	}
	t.lines = append(t.lines, make([]vcdLine, wordLines*len(t.classes)-len(t.lines))...)
	for _, m := range marks {
		t.block(m)
	}
	for i := range t.octets {
		octet := appendOctets(nil, uint64(i), 0)
		t.octets[i] = binary.LittleEndian.Uint64(octet)
	}
	return t
}

// variable adds a variable's line.
func (t *vcdLines) variable(x *vcdVar, words []engine.Place) int {
	c := x.class()
	if c == vcdOther {
		t.specials = append(t.specials, newSpecial(x, words))
		return t.line(c, vcdLine{at: uint32(len(t.specials) - 1)})
	}
	p := words[0]
	if p.Bytes == 0 {
		p = t.beyond(binary.LittleEndian.AppendUint64(nil, p.Const))
	}
	return t.line(c, plainLine(x, p))
}

// beyond gives bytes a place beyond the image.
func (t *vcdLines) beyond(b []byte) engine.Place {
	at := t.image + len(t.rest)
	t.rest = append(t.rest, b...)
	return engine.Place{At: at, Bytes: len(b)}
}

// line adds a line, in a new word if it is of another class than the last.
func (t *vcdLines) line(c vcdClass, l vcdLine) int {
	n := len(t.classes)
	if n == 0 || t.classes[n-1] != c || len(t.lines) == wordLines*n {
		t.lines = slices.Grow(t.lines, wordLines)[:wordLines*n]
		t.classes, t.all = append(t.classes, c), append(t.all, 0)
		n++
	}
	line := len(t.lines)
	t.lines = append(t.lines, l)
	t.all[n-1] |= 1 << (line % wordLines)
	return line
}
