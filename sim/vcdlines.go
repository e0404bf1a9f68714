package sim

import (
	"encoding/binary"

	"npugen/sim/internal/engine"
)

// vcdLines is how the image of looks becomes lines of a VCD file. It is not
// changed once it is made.
type vcdLines struct {
	lines    []vcdLine
	specials []vcdSpecial
	image    int         // bytes of the image
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

// newVCDLines is for variables of which those that are no clocks have places.
func newVCDLines(vars []vcdVar, x tracer) *vcdLines {
	size, places := x.ImageBytes(), x.Places()
	t := &vcdLines{image: size}
	marks := make([][]vcdMark, size/engine.BlockBytes)
	for i := range vars {
		x := &vars[i]
		if x.clock != 0 {
			t.lines = append(t.lines, plainLine(x, engine.Place{At: size + len(t.clocks)}))
			t.clocks = append(t.clocks, vcdClock{x.clock, i})
			continue
		}
		words := places[0]
		places = places[1:]
		for _, p := range words {
			if p.Bytes > 0 {
				b := &marks[p.At/engine.BlockBytes]
				*b = append(*b, newMark(p, i))
			}
		}
		if len(words) == 1 && words[0].Bytes > 0 && x.label == "" {
			t.lines = append(t.lines, plainLine(x, words[0]))
			continue
		}
		t.lines = append(t.lines, vcdLine{at: uint32(len(t.specials))})
		t.specials = append(t.specials, newSpecial(x, words))
	}
	for _, m := range marks {
		t.block(m)
	}
	for i := range t.octets {
		octet := appendOctets(nil, uint64(i), 0)
		t.octets[i] = binary.LittleEndian.Uint64(octet)
	}
	return t
}
