package sim

import (
	"encoding/binary"
	"io"
	"math/bits"
	"strconv"

	"npugen/sim/internal/engine"
)

// vcdText turns looks into the lines of a VCD file: each variable at most once
// for a time, the cells of a grid one after the other.
type vcdText struct {
	out     *vcdOutput
	scratch []byte
	lines   []vcdLine
	image   []byte      // the values, as looks code them
	owners  []vcdOwner  // of the bytes of the image
	sharers []vcdOwner  // of bytes that have several
	fresh   []uint64    // a bit for each line: it is to be written
	blocks  []vcdBlock  // of the image
	octets  [256]uint64 // the eight digits of a byte
	clocks  []vcdClock  // that are shown
	levels  uint64      // of clocks, as they are shown
	time    Time        // last written, -1 before
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
	next  uint32 // in vcdText.sharers: another value of the same bytes; 0 for none
}

// newVCDText writes variables of which those that are no clocks have places.
func newVCDText(w io.Writer, vars []vcdVar, x tracer) *vcdText {
	size, places := x.ImageBytes(), x.Places()
	t := &vcdText{lines: make([]vcdLine, len(vars)), fresh: make([]uint64, (len(vars)+63)/64+1), time: -1, sharers: make([]vcdOwner, 1)}
	t.image = make([]byte, size)
	t.owners = make([]vcdOwner, size)
	for i := range t.owners {
		t.owners[i] = vcdOwner{line: t.nobody(), bytes: 1 << (i % engine.BlockBytes)}
	}
	for i := range vars {
		x := &vars[i]
		if x.clock != 0 {
			t.lines[i] = plainLine(x, engine.Place{At: len(t.image)})
			t.image = append(t.image, 0)
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
	t.image = append(t.image, make([]byte, 8)...) // whole words can be read everywhere
	for i := range t.octets {
		octet := appendOctets(nil, uint64(i), 0)
		t.octets[i] = binary.LittleEndian.Uint64(octet)
	}
	t.out = newVCDOutput(w)
	return t
}

// nobody is the line of bytes that belong to none.
func (t *vcdText) nobody() uint32 { return uint32(64 * (len(t.fresh) - 1)) }

// own notes that a place belongs to a line.
func (t *vcdText) own(p engine.Place, line int) {
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

// write writes looks.
func (t *vcdText) write(l looks) {
	data := l.data
	for i := range l.spans {
		s := &l.spans[i]
		for k := range s.count {
			data = t.apply(data)
			if s.all {
				t.freshen()
			}
			at := s.at + Time(k)*s.step
			t.clock(s.levels)
			t.changes(at)
			if s.fallen != 0 {
				t.fall(s.levels&^s.fallen, at+s.fall)
			}
		}
	}
}

// apply brings a look into the image and returns what follows it.
func (t *vcdText) apply(data []byte) []byte {
	for {
		head := binary.LittleEndian.Uint64(data)
		if head == engine.LookEnd {
			return data[8:]
		}
		at := int(head>>32) * engine.BlockBytes
		copy(t.image[at:at+engine.BlockBytes], data[8:engine.RecordBytes])
		if b := &t.blocks[head>>32]; len(b.runs) > 0 {
			t.cells(b, uint32(head))
		} else {
			t.each((*[engine.BlockBytes]vcdOwner)(t.owners[at:]), uint32(head))
		}
		data = data[engine.RecordBytes:]
	}
}

// each marks the values of a block of which any byte has changed.
func (t *vcdText) each(owners *[engine.BlockBytes]vcdOwner, changed uint32) {
	for changed != 0 {
		o := &owners[bits.TrailingZeros32(changed)%engine.BlockBytes]
		changed &^= o.bytes
		t.fresh[o.line>>6] |= 1 << (o.line & 63)
		for o.next != 0 {
			o = &t.sharers[o.next]
			t.fresh[o.line>>6] |= 1 << (o.line & 63)
		}
	}
}

// cells marks those of a block whose lines follow each other.
func (t *vcdText) cells(b *vcdBlock, changed uint32) {
	values := uint64(merge(changed, b.bytes))
	for _, r := range b.runs {
		some, at := values>>r.first&(1<<r.count-1), r.line&63
		t.fresh[r.line>>6] |= some << at
		t.fresh[r.line>>6+1] |= some >> 1 >> (63 - at)
	}
}

// freshen marks all lines.
func (t *vcdText) freshen() {
	for i := range t.lines {
		t.fresh[i/64] |= 1 << (i % 64)
	}
}

// clock takes the levels of clocks.
func (t *vcdText) clock(levels uint64) {
	if levels == t.levels {
		return
	}
	for _, c := range t.clocks {
		if (levels^t.levels)&c.bit != 0 {
			t.image[t.lines[c.line].at] ^= 1
			t.fresh[c.line/64] |= 1 << (c.line % 64)
		}
	}
	t.levels = levels
}

// fall writes the levels of clocks when nothing else has changed.
func (t *vcdText) fall(levels uint64, now Time) {
	for _, c := range t.clocks {
		if (levels^t.levels)&c.bit != 0 {
			t.timestamp(now)
			t.image[t.lines[c.line].at] ^= 1
			t.some(t.lines[c.line:c.line+1], 1)
		}
	}
	t.levels = levels
}

// changes writes what is fresh.
func (t *vcdText) changes(now Time) {
	for n, fresh := range t.fresh[:len(t.fresh)-1] {
		if fresh == 0 {
			continue
		}
		t.timestamp(now)
		t.fresh[n] = 0
		t.some(t.lines[64*n:min(64*n+64, len(t.lines))], fresh)
	}
}

func (t *vcdText) timestamp(now Time) {
	if t.time == now {
		return
	}
	t.time = now
	b := strconv.AppendInt(append(t.out.room(lineRoom)[:0], '#'), int64(now), 10)
	t.out.n += len(append(b, '\n'))
}

// close ends the file at a time.
func (t *vcdText) close(end Time) error {
	if t.time < end {
		t.timestamp(end)
	}
	return t.out.close()
}
