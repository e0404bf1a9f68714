package sim

import "npugen/sim/internal/engine"

// number gives variables their lines: in their order, those of a class in words
// of its own. Where values of a size follow each other in the image, so do
// their lines, with nobody's between where something is between the values that
// is not shown; and the lines of a block, or of a quarter, are in one word. Then
// one look at it tells all its lines that are fresh.
func (t *vcdLines) number(vars []vcdVar, words [][]engine.Place) []int {
	lines := make([]int, len(vars))
	next := 0
	for i := range vars {
		c, p := vars[i].class(), words[i][0]
		switch {
		case i > 0 && vars[i-1].class() != c:
			next = align(next, wordLines)
		case i > 0 && c != vcdOther && follows(words[i-1][0], p):
			next = lines[i-1] + (p.At-words[i-1][0].At)/p.Bytes
		}
		first := i == 0 || vars[i-1].class() != c || !follows(words[i-1][0], p)
		if first && c != vcdOther && i+1 < len(vars) && vars[i+1].class() == c && follows(p, words[i+1][0]) {
			per := quarterBytes / p.Bytes
			if long(words[i:]) {
				per = engine.BlockBytes / p.Bytes
			}
			phase := p.At / p.Bytes % per
			next = align(next-phase, per) + phase
		}
		lines[i] = next
		next++
	}
	return lines
}

// follows reports whether a value is soon after another of its size.
func follows(p, q engine.Place) bool {
	return p.Bytes == q.Bytes && q.At > p.At && q.At <= p.At+quarterBytes
}

// long reports whether values that follow each other are more than a quarter.
func long(words [][]engine.Place) bool {
	first, last := words[0][0], words[0][0]
	for _, w := range words[1:] {
		if !follows(last, w[0]) || last.At-first.At > quarterBytes {
			break
		}
		last = w[0]
	}
	return last.At-first.At > quarterBytes
}

// align is the next multiple of a power of two.
func align(n, to int) int { return (n + to - 1) &^ (to - 1) }
