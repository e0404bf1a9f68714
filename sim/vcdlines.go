package sim

import (
	"encoding/binary"

	"npugen/sim/internal/engine"
)

// vcdLines is how the image of looks becomes lines of a VCD file. It is not
// changed once it is made.
type vcdLines struct {
	lines   []vcdLine
	image   int         // bytes of the image
	owners  []vcdOwner  // of these
	sharers []vcdOwner  // of bytes that have several
	blocks  []vcdBlock  // of the image
	octets  [256]uint64 // the eight digits of a byte
	clocks  []vcdClock  // that are shown
}

// vcdClock is a clock that is shown, after all other values in the image.
type vcdClock struct {
	bit  uint64
	line int
}

// vcdOwner is the value that a byte of the image is of: its line,
// and how many bytes it has. Engines keep equal values once.
type vcdOwner struct {
	line  uint32
	bytes uint32 // of its block, by bit
	next  uint32 // in vcdLines.sharers: another value of the same bytes; 0 for none
}

// newVCDLines is for variables of which those that are no clocks have places.
func newVCDLines(vars []vcdVar, x tracer) *vcdLines {
	size, places := x.ImageBytes(), x.Places()
	t := &vcdLines{lines: make([]vcdLine, len(vars)), image: size, sharers: make([]vcdOwner, 1)}
	t.owners = make([]vcdOwner, size)
	for i := range t.owners {
		t.owners[i] = vcdOwner{line: t.nobody(), bytes: 1 << (i % engine.BlockBytes)}
	}
	for i := range vars {
		x := &vars[i]
		if x.clock != 0 {
			t.lines[i] = plainLine(x, engine.Place{At: size + len(t.clocks)})
			t.clocks = append(t.clocks, vcdClock{x.clock, i})
			continue
		}
		words := places[0]
		places = places[1:]
		for _, p := range words {
			t.own(p, i)
		}
		if len(words) == 1 && words[0].Bytes > 0 && x.label == "" {
			t.lines[i] = plainLine(x, words[0])
		} else {
			t.lines[i] = specialLine(x, words)
		}
	}
	for at := 0; at < size; at += engine.BlockBytes {
		t.blocks = append(t.blocks, t.describe(at))
	}
	for i := range t.octets {
		octet := appendOctets(nil, uint64(i), 0)
		t.octets[i] = binary.LittleEndian.Uint64(octet)
	}
	return t
}

// flags is the words of a bit for each line, and one for nobody.
func (t *vcdLines) flags() int { return (len(t.lines)+63)/64 + 1 }

// nobody is the line of bytes that belong to none.
func (t *vcdLines) nobody() uint32 { return uint32(64 * (t.flags() - 1)) }

// own notes that a place belongs to a line.
func (t *vcdLines) own(p engine.Place, line int) {
	if p.Bytes == 0 {
		return
	}
	o := vcdOwner{line: uint32(line), bytes: (1<<p.Bytes - 1) << (p.At % engine.BlockBytes)}
	if old := t.owners[p.At]; old.line < t.nobody() {
		o.next = uint32(len(t.sharers))
		t.sharers = append(t.sharers, old)
	}
	for k := range p.Bytes {
		t.owners[p.At+k] = o
	}
}
