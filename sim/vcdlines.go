package sim

import (
	"encoding/binary"

	"npugen/sim/internal/engine"
)

// vcdLines is how the image of looks becomes lines of a VCD file. It is not
// changed once it is made.
type vcdLines struct {
	lines    []vcdLine  // wordLines for each word, some of which may be nobody's
	classes  []vcdClass // of each word
	all      []uint64   // in each word: the lines that are a variable's
	specials []vcdSpecial
	image    int          // bytes of the image
	rest     []byte       // what follows it: the levels of clocks, at first 0, and constants
	blocks   []vcdBlock   // of the image
	quarters []vcdQuarter // of blocks, four for each that has any
	uneven   []vcdUneven  // quarters of another kind
	marks    []vcdMark    // of them
	runs     []vcdRun
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
	t := &vcdLines{image: x.ImageBytes()}
	words := t.words(vars, x.Places())
	values := make([][]vcdValue, t.image/engine.BlockBytes)
	for i, line := range t.number(vars, words) {
		x := &vars[i]
		t.add(line, x, words[i])
		if x.clock != 0 {
			t.clocks = append(t.clocks, vcdClock{x.clock, line})
			continue
		}
		for _, p := range words[i] {
			if p.At < t.image {
				b := &values[p.At/engine.BlockBytes]
				*b = append(*b, vcdValue{line, p.At % engine.BlockBytes, p.Bytes})
			}
		}
	}
	for _, v := range values {
		t.block(v)
	}
	for i := range t.octets {
		octet := appendOctets(nil, uint64(i), 0)
		t.octets[i] = binary.LittleEndian.Uint64(octet)
	}
	return t
}

// words is where the words of variables are. Clocks and constants have places
// too, beyond the image.
func (t *vcdLines) words(vars []vcdVar, places [][]engine.Place) [][]engine.Place {
	all := make([][]engine.Place, len(vars))
	for i := range vars {
		if vars[i].clock != 0 {
			all[i] = []engine.Place{t.beyond([]byte{0})}
			continue
		}
		for _, p := range places[0] {
			if p.Bytes == 0 {
				p = t.beyond(binary.LittleEndian.AppendUint64(nil, p.Const))
			}
			all[i] = append(all[i], p)
		}
		places = places[1:]
	}
	return all
}

// beyond gives bytes a place beyond the image.
func (t *vcdLines) beyond(b []byte) engine.Place {
	at := t.image + len(t.rest)
	t.rest = append(t.rest, b...)
	return engine.Place{At: at, Bytes: len(b)}
}

// add makes a variable's line.
func (t *vcdLines) add(line int, x *vcdVar, words []engine.Place) {
	c := x.class()
	for len(t.lines) <= line {
		t.classes, t.all = append(t.classes, c), append(t.all, 0)
		t.lines = append(t.lines, make([]vcdLine, wordLines)...)
	}
	t.all[line/wordLines] |= 1 << (line % wordLines)
	if c == vcdOther {
		t.lines[line] = vcdLine{at: uint32(len(t.specials))}
		t.specials = append(t.specials, newSpecial(x, words))
		return
	}
	t.lines[line] = plainLine(x, words[0])
}
