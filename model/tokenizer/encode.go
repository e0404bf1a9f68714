package tokenizer

import (
	"container/heap"
	"unicode/utf8"
)

// Tokens with a meaning of their own (llama2.c, run.c).
const (
	Unknown    = 0
	BOS        = 1               // begins a sequence
	EOS        = 2               // ends one
	firstByte  = 3               // the token of byte b is firstByte + b
	firstPiece = firstByte + 256 // text never becomes a piece before this one
)

// Encode is the tokens of a text, with BOS in front. Text that is not UTF-8
// becomes byte tokens. It takes O(n log n) time for n bytes.
func (t *Tokenizer) Encode(text string) []int {
	if t.level != nil {
		return t.encodeBytes(text)
	}
	tokens := []int{BOS}
	if text == "" {
		return tokens
	}
	start := t.characters(text)
	if !t.spaceOnce || text[0] != ' ' {
		start = append([]int{t.ids[" "]}, start...)
	}
	return append(tokens, t.merge(start)...)
}

// characters is the token of each character, or the tokens of its bytes.
func (t *Tokenizer) characters(text string) []int {
	var tokens []int
	for len(text) > 0 {
		char := text[:charLen(text)]
		if id, ok := t.ids[char]; ok {
			tokens = append(tokens, id)
		} else {
			for _, b := range []byte(char) {
				tokens = append(tokens, firstByte+int(b))
			}
		}
		text = text[len(char):]
	}
	return tokens
}

// charLen is the length of the first character as run.c cuts text: a byte and
// the continuation bytes (10xxxxxx) that follow, four bytes at most.
func charLen(text string) int {
	n := 1
	for n < min(len(text), utf8.UTFMax) && !utf8.RuneStart(text[n]) {
		n++
	}
	return n
}

// merge joins neighbours, best score first and leftmost among equals, as run.c
// does, but with a heap of candidates where run.c scans all pairs each time.
func (t *Tokenizer) merge(tokens []int) []int {
	m := merger{t: t, tokens: tokens, next: make([]int, len(tokens)), prev: make([]int, len(tokens))}
	for i := range tokens {
		m.next[i], m.prev[i] = i+1, i-1
	}
	for i := range tokens {
		m.consider(i)
	}
	for len(m.heap) > 0 {
		m.apply(heap.Pop(&m.heap).(candidate))
	}
	out := tokens[:0:0]
	for i := 0; i < len(tokens); i = m.next[i] {
		out = append(out, tokens[i])
	}
	return out
}

// merger holds the tokens as a doubly linked list over their first places. A
// token that was joined to its left neighbour is gone (-1).
type merger struct {
	t          *Tokenizer
	tokens     []int
	next, prev []int
	heap       candidates
	buf        []byte
}

// candidate is a pair that may be joined: the token at place at and the next.
// left and right are what they were when it was found.
type candidate struct {
	score       float64
	at          int
	left, right int
	joined      int
}

// consider notes the pair that starts at a place, if it joins to a piece.
func (m *merger) consider(at int) {
	if at < 0 || m.next[at] >= len(m.tokens) {
		return
	}
	left, right := m.tokens[at], m.tokens[m.next[at]]
	if m.t.ranks != nil {
		if r, ok := m.t.ranks[[2]int{left, right}]; ok {
			heap.Push(&m.heap, candidate{-float64(r.place), at, left, right, r.joined})
		}
		return
	}
	m.buf = append(append(m.buf[:0], m.t.pieces[left]...), m.t.pieces[right]...)
	if id, ok := m.t.ids[string(m.buf)]; ok {
		heap.Push(&m.heap, candidate{float64(m.t.scores[id]), at, left, right, id})
	}
}

// apply joins a pair, unless one of the two has changed since.
func (m *merger) apply(c candidate) {
	if m.tokens[c.at] != c.left || m.next[c.at] >= len(m.tokens) || m.tokens[m.next[c.at]] != c.right {
		return
	}
	gone := m.next[c.at]
	m.tokens[c.at], m.tokens[gone] = c.joined, -1
	m.next[c.at] = m.next[gone]
	if m.next[gone] < len(m.tokens) {
		m.prev[m.next[gone]] = c.at
	}
	m.consider(m.prev[c.at])
	m.consider(c.at)
}

// candidates is a heap, best pair first.
type candidates []candidate

func (h candidates) Len() int      { return len(h) }
func (h candidates) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h candidates) Less(i, j int) bool {
	if h[i].score != h[j].score {
		return h[i].score > h[j].score
	}
	return h[i].at < h[j].at
}
func (h *candidates) Push(x any) { *h = append(*h, x.(candidate)) }
func (h *candidates) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
