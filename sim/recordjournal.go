package sim

import (
	"encoding/binary"

	"npugen/sim/internal/engine"
)

// journal is entries of some bytes each, in parts, so that what is there stays
// where it is when more comes.
type journal struct {
	parts [][]byte
	full  int // bytes of all parts but the last
}

// partBytes is from how many on a part is full; a long entry may make it longer.
const partBytes = 1 << 16

// begin starts an entry: what is returned is to be added to, and given to end.
func (j *journal) begin(what byte) []byte {
	n := len(j.parts) - 1
	if n < 0 || len(j.parts[n]) >= partBytes {
		if n >= 0 {
			j.full += len(j.parts[n])
			j.parts = append(j.parts, make([]byte, 0, partBytes+partBytes/64))
		} else {
			j.parts = append(j.parts, nil) // most are short
		}
		n++
	}
	return append(j.parts[n], what)
}

func (j *journal) end(part []byte) { j.parts[len(j.parts)-1] = part }

// size is the bytes of all entries.
func (j *journal) size() int {
	if len(j.parts) == 0 {
		return 0
	}
	return j.full + len(j.parts[len(j.parts)-1])
}

// join adds the entries of another journal.
func (j *journal) join(more journal) {
	size := j.size() + more.size()
	j.parts = append(j.parts, more.parts...)
	if n := len(j.parts) - 1; n >= 0 {
		j.full = size - len(j.parts[n])
	}
}

// journalReader reads a part of a journal.
type journalReader struct{ log []byte }

func (r *journalReader) number() uint64 {
	n, size := binary.Uvarint(r.log)
	r.log = r.log[size:]
	return n
}

func (r *journalReader) what() byte {
	what := r.log[0]
	r.log = r.log[1:]
	return what
}

func (r *journalReader) time() Time { return Time(r.number()) }

// place is a place and what was stored there.
func (r *journalReader) place() (l engine.Loc, words []uint64) {
	l, r.log = engine.ReadLoc(r.log)
	for range l.Words {
		words = append(words, r.number())
	}
	return l, words
}

// rows reads n rows of words.
func (r *journalReader) rows(n, words int) []uint64 {
	list := make([]uint64, 0, n*words)
	for n > 0 {
		times := int(r.number())
		row := len(list)
		for range words {
			list = append(list, r.number())
		}
		for range times - 1 {
			list = append(list, list[row:row+words]...)
		}
		n -= times
	}
	return list
}
