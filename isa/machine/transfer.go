package machine

import (
	"encoding/binary"
	"math/bits"

	"npugen/isa"
	"npugen/isa/access"
)

func (m *Machine) stream(in isa.Instruction) uint32 {
	width := m.shape.Cols
	data := m.fifo.room(int(in.Get("rows")))
	m.Memory.Read(uint64(in.Get("line"))*lineBytes, data)
	var h Hash
	for ; len(data) > 0; data = data[width:] {
		h.Add(FoldBytes(data[:width]))
	}
	return uint32(h)
}

func (m *Machine) load(in isa.Instruction) uint32 {
	lanes := m.shape.Lanes
	data := make([]byte, 4*lanes*int(in.Get("words")))
	m.Memory.Read(uint64(in.Get("line"))*lineBytes, data)
	d := m.VB[in.Get("d"):]
	for i := range len(data) / 4 {
		d[i] = binary.LittleEndian.Uint32(data[4*i:])
	}
	var h Hash
	for ; len(data) > 0; data, d = data[4*lanes:], d[lanes:] {
		h.Add(Fold(d[:lanes]))
	}
	return uint32(h)
}

// store writes the bytes; those that follow each other into one beat are one
// write and one item of the hash.
func (m *Machine) store(in isa.Instruction) uint32 {
	s := access.StoreOf(in)
	beatBytes := uint64(m.shape.BeatBytes())
	beat, fold := ^uint64(0), beatWrite{}
	var h Hash
	flush := func() {
		if beat != ^uint64(0) {
			h.Add(uint32(beat) ^ fold.x)
		}
	}
	for b := range s.Bytes() {
		if b.Addr/beatBytes != beat {
			flush()
			beat, fold = b.Addr/beatBytes, beatWrite{}
		}
		row := &m.AB[b.A]
		v := byte(row.Scale >> (8 * b.E))
		if !s.Scale {
			v = byte(row.Q[b.E])
		}
		fold.put(b.Addr%beatBytes, v)
		m.Memory.Write(b.Addr, []byte{v})
	}
	flush()
	return uint32(h)
}

// beatWrite is the fold of a beat in which bytes are put one by one; the last
// that is put in a place stays.
type beatWrite struct {
	x     uint32
	bytes [64 * maxChannels]byte
}

const maxChannels = 16 // bundle.Shape

func (w *beatWrite) put(at uint64, v byte) {
	changed := uint32(w.bytes[at]^v) << (at % 4 * 8)
	w.x ^= bits.RotateLeft32(changed, int(at/4%32))
	w.bytes[at] = v
}
