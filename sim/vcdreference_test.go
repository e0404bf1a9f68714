package sim

import (
	"encoding/binary"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// written is a variable as the reference knows it.
type written struct {
	vcdVar
	places []engine.Place
	last   string
}

// dumped is random variables, some of which share a place, some of which are
// constants, and a clock.
type dumped struct {
	vars  []written
	image []byte
	clock bool
	text  strings.Builder
}

var testStates = &ir.Enum{Members: []ir.Member{{Name: "idle", Value: 0}, {Name: "busy now", Value: 1}}}

func newDumped(r *rand.Rand) *dumped {
	d := &dumped{}
	for range 1 + r.IntN(600) {
		w := written{}
		w.typ.Width = []int{1, 1 + r.IntN(8), 1 + r.IntN(64), 1 + r.IntN(200)}[r.IntN(4)]
		if r.IntN(10) == 0 {
			w.typ, w.label = ir.Type{Width: 1 + r.IntN(3), Enum: testStates}, "?"
		}
		d.vars = append(d.vars, w)
	}
	d.vars = append(d.vars, written{vcdVar: vcdVar{typ: ir.Type{Width: 1}, clock: 4}})
	slices.SortStableFunc(d.vars, func(a, b written) int { return int(a.class()) - int(b.class()) })
	for i := range d.vars {
		x := &d.vars[i]
		if x.id = vcdID(2 * i); x.label != "" {
			x.label = vcdID(2*i + 1)
		}
	}
	d.place(r)
	return d
}

// place gives variables places: in their order, mostly or always, or in another;
// of just the bytes that they take, or of 8. Some share one.
func (d *dumped) place(r *rand.Rand) {
	tight, rare := r.IntN(2) == 0, []int{4, 30, 1000}[r.IntN(3)]
	order := r.Perm(len(d.vars))
	if r.IntN(3) > 0 {
		slices.Sort(order)
	}
	var last *written
	for _, i := range order {
		x := &d.vars[i]
		if x.clock != 0 {
			continue
		}
		if last != nil && r.IntN(rare) == 0 && last.typ.Width == x.typ.Width {
			x.places = last.places
			continue
		}
		if r.IntN(rare) == 0 { // something that is not shown
			d.image = append(d.image, make([]byte, r.IntN(20))...)
		}
		for left := x.typ.Width; left > 0; left -= 64 {
			p := engine.Place{Bytes: 8}
			switch {
			case r.IntN(rare) == 0:
				p = engine.Place{Const: r.Uint64() >> (64 - min(left, 64))}
			case tight:
				for p.Bytes = 1; 8*p.Bytes < min(left, 64); {
					p.Bytes *= 2
				}
			}
			if p.Bytes > 0 {
				p.At = (len(d.image) + p.Bytes - 1) / p.Bytes * p.Bytes
				d.image = append(d.image, make([]byte, p.At+p.Bytes-len(d.image))...)
			}
			x.places = append(x.places, p)
		}
		last = x
	}
	d.image = append(d.image, make([]byte, -len(d.image)&(engine.BlockBytes-1))...)
}

func (d *dumped) words(x *written) (words []uint64) {
	for _, p := range x.places {
		w := p.Const
		for i := range p.Bytes {
			w |= uint64(d.image[p.At+i]) << (8 * i)
		}
		words = append(words, w)
	}
	return words
}

// change gives some values random ones.
func (d *dumped) change(r *rand.Rand) {
	for i := range d.vars {
		x := &d.vars[i]
		left := x.typ.Width
		for _, p := range x.places {
			if w := r.Uint64() >> (64 - min(left, 64)) >> r.IntN(64); p.Bytes > 0 && r.IntN(3) == 0 {
				var b [8]byte
				binary.LittleEndian.PutUint64(b[:], w)
				copy(d.image[p.At:][:p.Bytes], b[:])
			}
			left -= 64
		}
	}
	if r.IntN(2) == 0 { // what is not shown changes too
		for _, hole := range d.holes() {
			d.image[hole] = byte(r.Uint32())
		}
	}
}

// holes is the bytes of the image that are in no value.
func (d *dumped) holes() (list []int) {
	used := make([]bool, len(d.image))
	for _, x := range d.vars {
		for _, p := range x.places {
			for i := range p.Bytes {
				used[p.At+i] = true
			}
		}
	}
	for i, u := range used {
		if !u {
			list = append(list, i)
		}
	}
	return list
}

// line is what a variable's line, or lines, are.
func (d *dumped) line(x *written) string {
	if x.clock != 0 {
		return map[bool]string{false: "0", true: "1"}[d.clock] + x.id + "\n"
	}
	v := engine.FromWords(d.words(x))
	if x.typ.Width == 1 && x.label == "" {
		return v.Text(2) + x.id + "\n"
	}
	line := "b" + v.Text(2) + " " + x.id + "\n"
	if x.typ.Width == 1 {
		line = v.Text(2) + x.id + "\n"
	}
	if x.label != "" {
		name := v.Text(10)
		if v.Cmp(big.NewInt(2)) < 0 {
			name = []string{"idle", "busy_now"}[v.Int64()]
		}
		line += "s" + name + " " + x.label + "\n"
	}
	return line
}

// show writes what differs from what was written last, or everything.
func (d *dumped) show(at Time, all bool) {
	var lines string
	for i := range d.vars {
		x := &d.vars[i]
		if l := d.line(x); l != x.last || all {
			x.last = l
			lines += l
		}
	}
	if lines != "" {
		fmt.Fprintf(&d.text, "#%d\n%s", at, lines)
	}
}

// Lines are those of a writer that looks at each value by itself.
func TestLinesAreThoseOfAPlainWriter(t *testing.T) {
	var kinds [4]int
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 5))
		d := newDumped(r)
		var l looks
		f := &fixedLooks{bytes: len(d.image)}
		var vars []vcdVar
		for _, x := range d.vars {
			vars = append(vars, x.vcdVar)
			if x.clock == 0 {
				f.places = append(f.places, x.places)
			}
		}
		l.image = slices.Clone(d.image)
		for i := range d.vars {
			d.vars[i].last = d.line(&d.vars[i])
		}
		now := Time(0)
		for n := range 10 {
			s := span{at: now, step: 10, count: 1 + r.IntN(4), levels: uint64(r.IntN(2)) << 2, fall: 5, all: n == 0 && r.IntN(2) == 0}
			if s.levels != 0 && r.IntN(2) == 0 {
				s.fallen = s.levels
			}
			l.spans = append(l.spans, s)
			for range s.count {
				before := slices.Clone(d.image)
				if r.IntN(4) > 0 {
					d.change(r)
				}
				l.data = appendLook(l.data, before, d.image)
				d.clock = s.levels != 0
				d.show(now, s.all)
				if s.fallen != 0 {
					d.clock = false
					d.show(now+5, false)
				}
				now += s.step
			}
		}
		x := newVCDText(newVCDLines(vars, f))
		kinds[0] += len(x.blocks) - len(x.quarters)/4
		kinds[1] += len(x.quarters) - len(x.uneven)
		kinds[2] += len(x.runs)
		kinds[3] += len(x.marks)
		x.looks = l
		for range 2 { // a text is made anew of other looks
			x.make()
			want, got := strings.Split(d.text.String(), "\n"), strings.Split(string(x.text[:x.n]), "\n")
			for i := range min(len(want), len(got)) {
				require.Equal(t, want[i], got[i], "seed %d, line %d", seed, i)
			}
			require.Equal(t, len(want), len(got), "seed %d", seed)
		}
	}
	for _, n := range kinds {
		require.Greater(t, n, 300, "even blocks, even quarters, runs, marks: %v", kinds)
	}
}

// appendLook is a look at an image that was another before.
func appendLook(dst, before, image []byte) []byte {
	for b := range len(image) / engine.BlockBytes {
		at, changed := b*engine.BlockBytes, uint64(0)
		for i := range engine.BlockBytes {
			if before[at+i] != image[at+i] {
				changed |= 1 << i
			}
		}
		if changed != 0 {
			dst = binary.LittleEndian.AppendUint64(dst, uint64(b))
			dst = binary.LittleEndian.AppendUint64(dst, changed)
			dst = append(dst, image[at:at+engine.BlockBytes]...)
		}
	}
	return engine.AppendLookEnd(dst)
}
