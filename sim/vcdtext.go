package sim

import (
	"encoding/binary"
	"npugen/sim/internal/engine"
)

// vcdText turns looks into the lines of a VCD file: each variable at most once
// for a time, the cells of a grid one after the other.
type vcdText struct {
	*vcdLines
	looks  looks
	values []byte   // the image, as looks code it, and the levels of clocks
	fresh  []uint64 // a bit for each line: it is to be written
	levels uint64   // of clocks, as they are shown
	time   Time     // last written, -1 before
	times  vcdTime

	text    []byte // n bytes of which are made
	n       int
	scratch []byte // of special lines
	words   []uint64
}

func newVCDText(l *vcdLines) *vcdText {
	const beyond = 8 // whole words can be read everywhere
	t := &vcdText{
		vcdLines: l, values: make([]byte, l.image+len(l.rest)+beyond), fresh: make([]uint64, len(l.classes)+1),
		text: make([]byte, textBytes),
	}
	copy(t.values[l.image:], l.rest)
	return t
}

// textBytes is room at first; it grows.
const textBytes = 1 << 16

// make turns the looks into text.
func (t *vcdText) make() {
	l := &t.looks
	t.n, t.time = 0, -1
	copy(t.values, l.image)
	t.levels = l.levels
	for _, c := range t.clocks {
		t.values[t.lines[c.line].at] = 0
		if l.levels&c.bit != 0 {
			t.values[t.lines[c.line].at] = 1
		}
	}
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
		block := binary.LittleEndian.Uint64(data)
		if block == engine.LookEnd {
			return data[8:]
		}
		*(*[engine.BlockBytes]byte)(t.values[block*engine.BlockBytes:]) = *(*[engine.BlockBytes]byte)(data[16:])
		t.changed(&t.blocks[block], binary.LittleEndian.Uint64(data[8:]))
		data = data[engine.RecordBytes:]
	}
}

// freshen marks all lines.
func (t *vcdText) freshen() {
	copy(t.fresh, t.all)
}

// clock takes the levels of clocks.
func (t *vcdText) clock(levels uint64) {
	if levels == t.levels {
		return
	}
	for _, c := range t.clocks {
		if (levels^t.levels)&c.bit != 0 {
			t.values[t.lines[c.line].at] ^= 1
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
			t.values[t.lines[c.line].at] ^= 1
			t.write(vcdBit, t.word(c.line/wordLines), 1<<(c.line%wordLines))
		}
	}
	t.levels = levels
}

// changes writes what is fresh.
func (t *vcdText) changes(now Time) {
	for n, class := range t.classes {
		fresh := t.fresh[n]
		if fresh == 0 {
			continue
		}
		t.timestamp(now)
		t.fresh[n] = 0
		t.write(class, t.word(n), fresh)
	}
}

// word is the lines of a word of fresh.
func (t *vcdText) word(n int) *[wordLines]vcdLine {
	return (*[wordLines]vcdLine)(t.lines[wordLines*n:])
}

func (t *vcdText) timestamp(now Time) {
	if t.time == now {
		return
	}
	t.time = now
	b := t.room(lineRoom)
	b[0] = '#'
	n := t.times.put((*[timeRoom]byte)(b[1:]), now)
	b[1+n] = '\n'
	t.n += n + 2
}

// room is at least as many bytes for what comes next; n grows by what is put
// there.
func (t *vcdText) room(bytes int) []byte {
	if t.n > len(t.text)-bytes {
		t.text = append(t.text, make([]byte, max(bytes, len(t.text)))...)
	}
	return t.text[t.n:]
}

// add adds a line of any length.
func (t *vcdText) add(line []byte) { t.n += copy(t.room(len(line)), line) }
