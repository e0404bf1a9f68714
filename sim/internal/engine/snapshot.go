package engine

import (
	"bytes"
	"encoding/binary"
)

// Snapshot is the state of an engine at one time: inputs, registers, memories
// and counts. It is in pieces, of which those that did not change are shared
// with the snapshot before.
type Snapshot struct {
	Size  int // bytes
	Fresh int // of those for what is not shared

	pieces map[Piece][]byte
}

// Piece names a part of the state: of a memory, or of all else if Memory is -1.
type Piece struct{ Memory, Part int32 }

// pieceBytes is about what a piece takes besides its bytes, shared or not.
const pieceBytes = 64

// Add adds a piece, which is not empty; b is copied. before may be nil.
func (s *Snapshot) Add(before *Snapshot, p Piece, b []byte) {
	if s.pieces == nil {
		s.pieces = map[Piece][]byte{}
	}
	s.Size += pieceBytes + len(b)
	s.Fresh += pieceBytes
	if before != nil {
		if old, ok := before.pieces[p]; ok && bytes.Equal(old, b) {
			s.pieces[p] = old
			return
		}
	}
	s.Fresh += len(b)
	s.pieces[p] = bytes.Clone(b)
}

// Recount counts as fresh what is not shared with another snapshot.
func (s *Snapshot) Recount(before *Snapshot) {
	s.Fresh = pieceBytes * len(s.pieces)
	for p, b := range s.pieces {
		if old := before.pieces[p]; len(old) == 0 || &old[0] != &b[0] {
			s.Fresh += len(b)
		}
	}
}

// Piece is a piece, nil if there is none of that name.
func (s *Snapshot) Piece(p Piece) []byte { return s.pieces[p] }

// partWords is how many words of values are a piece.
const partWords = 1 << 11

// Save is a snapshot of the state. before is an earlier one or nil.
func (e *Engine) Save(before *Snapshot) *Snapshot {
	s := &Snapshot{}
	var b []byte
	e.parts(func(p Piece, words []uint64) {
		b = appendWords(b[:0], words)
		s.Add(before, p, b)
	})
	for _, m := range e.memories {
		m.eachPage(func(part int, p **page) {
			if *p != nil {
				b = (*p).append(b[:0])
				s.Add(before, Piece{m.id, int32(part)}, b)
			}
		})
	}
	return s
}

// Restore brings back the state of a snapshot of this engine.
func (e *Engine) Restore(s *Snapshot) {
	e.parts(func(p Piece, words []uint64) { readWords(words, s.Piece(p)) })
	for _, m := range e.memories {
		m.eachPage(func(part int, p **page) {
			*p = nil // comes into being when it is touched
			if b := s.Piece(Piece{m.id, int32(part)}); b != nil {
				*p = m.fresh(part % len(m.pages[0]) * pageWords)
				(*p).read(b)
			}
		})
	}
	e.dirty.setAll(len(e.blocks))
	e.pending.setAll(len(e.groups))
	e.stale = true
}

// parts visits all state outside memories.
func (e *Engine) parts(visit func(p Piece, words []uint64)) {
	n := int32(0)
	all := func(words []uint64) {
		for len(words) > 0 {
			k := min(len(words), partWords)
			visit(Piece{-1, n}, words[:k])
			words = words[k:]
			n++
		}
	}
	all(e.st)
	for i := range e.asserts {
		all(e.asserts[i].count)
	}
	all(e.seenReset[:])
}

// eachPage visits all pages, by lane.
func (m *memory) eachPage(visit func(part int, p **page)) {
	for lane, pages := range m.pages {
		for i := range pages {
			visit(lane*len(pages)+i, &pages[i])
		}
	}
}

// append appends the words of a page.
func (p *page) append(dst []byte) []byte {
	dst = append(dst, p.b8...)
	for _, v := range p.b16 {
		dst = binary.LittleEndian.AppendUint16(dst, v)
	}
	for _, v := range p.b32 {
		dst = binary.LittleEndian.AppendUint32(dst, v)
	}
	return appendWords(dst, p.b64)
}

// read is the reverse of append, for a page of the same size.
func (p *page) read(src []byte) {
	copy(p.b8, src)
	for i := range p.b16 {
		p.b16[i] = binary.LittleEndian.Uint16(src[2*i:])
	}
	for i := range p.b32 {
		p.b32[i] = binary.LittleEndian.Uint32(src[4*i:])
	}
	readWords(p.b64, src)
}

func appendWords(dst []byte, words []uint64) []byte {
	for _, v := range words {
		dst = binary.LittleEndian.AppendUint64(dst, v)
	}
	return dst
}

func readWords(words []uint64, src []byte) {
	for i := range words {
		words[i] = binary.LittleEndian.Uint64(src[8*i:])
	}
}
