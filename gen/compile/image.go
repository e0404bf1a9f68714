package compile

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Segment is consecutive bytes of memory: Data, or Zeros bytes of 0.
type Segment struct {
	Name  string
	Addr  uint64 // a multiple of a beat's bytes
	Data  []byte
	Zeros uint64
}

// Size is the bytes of the segment.
func (s Segment) Size() uint64 { return uint64(len(s.Data)) + s.Zeros }

// image is the memory as it fills up, lowest address first.
type image struct {
	beat     uint64
	size     uint64 // bytes that there are
	used     uint64
	segments []Segment
}

// add puts data at the next beat and gives its address.
func (m *image) add(name string, data []byte) uint64 {
	return m.place(Segment{Name: name, Data: data})
}

// reserve is n bytes of 0.
func (m *image) reserve(name string, n uint64) uint64 {
	return m.place(Segment{Name: name, Zeros: n})
}

func (m *image) place(s Segment) uint64 {
	s.Addr = (m.used + m.beat - 1) / m.beat * m.beat
	m.used = s.Addr + s.Size()
	m.segments = append(m.segments, s)
	return s.Addr
}

// check says whether all of it fits.
func (m *image) check() error {
	if m.used <= m.size {
		return nil
	}
	return fmt.Errorf("memory of %d bytes is too small: the model with its cache and programs needs %d", m.size, m.used)
}

// floats is fp32 values, little endian.
func floats(xs []float32) []byte {
	b := make([]byte, 0, 4*len(xs))
	for _, x := range xs {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return b
}
