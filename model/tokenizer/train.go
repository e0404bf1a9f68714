package tokenizer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Train learns a vocabulary of the given size from texts, by byte-pair
// encoding: after the fixed tokens and the characters of the texts, it joins
// again and again the two neighbours that occur together most often, the first
// in byte order of equals. A piece is letters or other characters, not both,
// and holds a space only as its first byte.
func Train(texts []string, vocab int) (*Tokenizer, error) {
	words := countWords(texts)
	pieces := characters(words)
	for firstPiece+len(pieces) < vocab {
		best := mostFrequent(words)
		if best == (pair{}) {
			return nil, fmt.Errorf("train tokenizer: %d tokens: the texts give %d at most", vocab, firstPiece+len(pieces))
		}
		joined := best.left + best.right
		for i := range words {
			words[i].join(best)
		}
		if !slices.Contains(pieces, joined) {
			pieces = append(pieces, joined)
		}
	}
	if n := firstPiece + len(pieces); n > vocab {
		return nil, fmt.Errorf("train tokenizer: %d tokens: the characters of the texts alone need %d", vocab, n)
	}
	return fromPieces(pieces), nil
}

// word is a piece of text that nothing joins to others, cut into pieces.
type word struct {
	parts []string
	count int
}

type pair struct{ left, right string }

// countWords cuts texts into words and what stands between them, each with the
// space before it, and counts these.
func countWords(texts []string) []word {
	part := regexp.MustCompile(` ?\pL+| ?[^\pL ]+| `)
	counts := map[string]int{}
	for _, text := range texts {
		for _, w := range part.FindAllString(" "+text, -1) {
			counts[w]++
		}
	}
	var words []word
	for w, n := range counts {
		words = append(words, word{strings.Split(w, ""), n})
	}
	slices.SortFunc(words, func(a, b word) int { return slices.Compare(a.parts, b.parts) })
	return words
}

// characters is a space and all others that occur, in order.
func characters(words []word) []string {
	all := []string{" "}
	for _, w := range words {
		all = append(all, w.parts...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// mostFrequent is the pair of neighbours that occurs most often, or none.
func mostFrequent(words []word) pair {
	counts := map[pair]int{}
	for _, w := range words {
		for i := range len(w.parts) - 1 {
			counts[pair{w.parts[i], w.parts[i+1]}] += w.count
		}
	}
	var best pair
	for p, n := range counts {
		if n > counts[best] || n == counts[best] && p.less(best) {
			best = p
		}
	}
	return best
}

func (p pair) less(q pair) bool {
	return p.left < q.left || p.left == q.left && p.right < q.right
}

// join joins all pairs of a word, leftmost first.
func (w *word) join(p pair) {
	for i := 0; i+1 < len(w.parts); i++ {
		if w.parts[i] == p.left && w.parts[i+1] == p.right {
			w.parts[i] += p.right
			w.parts = slices.Delete(w.parts, i+1, i+2)
		}
	}
}

// fromPieces is the vocabulary of the fixed tokens and the pieces, which Encode
// prefers in their order.
func fromPieces(pieces []string) *Tokenizer {
	all := []string{"<unk>", "\n<s>\n", "\n</s>\n"}
	for b := range 256 {
		all = append(all, byteToken(b))
	}
	t := &Tokenizer{pieces: append(all, pieces...), ids: map[string]int{}}
	t.scores = make([]float32, len(t.pieces))
	for i, piece := range pieces {
		t.scores[firstPiece+i] = -float32(i)
		t.ids[piece] = firstPiece + i
	}
	return t
}
