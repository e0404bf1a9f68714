package machine

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"npugen/blocks/fp/golden"
	"npugen/isa"
)

func (m *Machine) argmax(in isa.Instruction) uint32 {
	best := uint32(0)
	value := float32(math.NaN())
	for i, x := range m.elements(in) {
		if x == x && (value != value || x > value) {
			best, value = uint32(i), x
		}
	}
	m.Best = best
	return best
}

func (m *Machine) topK(in isa.Instruction) uint32 {
	type element struct {
		index uint32
		x     float32
	}
	var all []element
	for i, x := range m.elements(in) {
		if x == x {
			all = append(all, element{uint32(i), x})
		}
	}
	slices.SortStableFunc(all, func(a, b element) int { return cmp.Compare(b.x, a.x) })
	var h Hash
	for i := range in.Get("k") {
		e := element{0, float32(math.NaN())}
		if int(i) < len(all) {
			e = all[i]
		}
		if i == 0 {
			m.Best = e.index
		}
		row := &m.AB[in.Get("d")+i]
		row.numbered(e.index)
		row.Scale = op(golden.Add, math.Float32bits(e.x), 0) // -0 becomes 0
		h.Add(row.fold())
	}
	return uint32(h)
}

// numbered has a number in the row's first four elements, 0 in the others.
func (r *Row) numbered(n uint32) {
	clear(r.Q)
	for i, b := range binary.LittleEndian.AppendUint32(nil, n) {
		r.Q[i] = int8(b)
	}
}

// elements is the vector that an instruction looks through.
func (m *Machine) elements(in isa.Instruction) []float32 {
	all := make([]float32, in.Get("len"))
	for i, bits := range m.VB[in.Get("a"):][:len(all)] {
		all[i] = math.Float32frombits(bits)
	}
	return all
}
