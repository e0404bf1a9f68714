package compile

import (
	"fmt"
	"math"

	"npugen/blocks/bundle"
	"npugen/model/checkpoint"
)

// geometry is how a model's vectors are laid out on an array.
//
// Attention heads that share a row of the activation buffer are a pack: their
// keys are quantised together and lie below each other in one weight tile. The
// q vector is [pack][query of the group][key head of the pack][element], the k
// and v vectors [pack][key head of the pack][element]. Heads and elements that
// only fill up whole words are 0.
type geometry struct {
	bundle.Shape
	checkpoint.Config

	headSize  int // elements of a head
	headWidth int // that with padding: rows of a head start where the vector unit can take them
	group     int // query heads of a key head
	packHeads int // key heads of a pack
	packs     int
	packWidth int // elements of a pack's key heads
	queries   int // vectors of a pack: group * packHeads
	keyTiles  int // tiles along a head's elements: 1 unless a head is larger than Rows

	valueUnits []valueUnit // of a pack

	dim        int // Dim in whole words
	positions  int // SeqLen in whole blocks of Cols
	scoreRow   int // SeqLen in whole words: elements of the scores of a query
	scoreWidth int // elements from one query's scores to the next
	ropeWidth  int // elements of a table of the rotary embedding

	sequences int // that go through the array together
	topK      int // logits that go to memory; 0: the most likely token alone is found

	embeddingRow, ropeRow int // bytes from one row of these tables to the next
}

// valueUnit is the columns of the values that lie in one row of memory for each
// position, and that were quantised together: key heads first to first+heads of
// the pack, of each the elements from and on.
type valueUnit struct {
	first, heads, from, width int
}

func newGeometry(c checkpoint.Config, s bundle.Shape) (*geometry, error) {
	if what, fix := s.Problem(); what != "" {
		return nil, fmt.Errorf("%s: %s", what, fix)
	}
	if least := min(c.Dim, c.Hidden, c.Layers, c.Heads, c.KVHeads, c.Vocab, c.SeqLen); least < 1 {
		return nil, fmt.Errorf("a dimension of the model is %d: want at least 1", least)
	}
	g := &geometry{Shape: s, Config: c, headSize: c.HeadSize(), group: c.Heads / c.KVHeads}
	if g.headSize < 2 || g.headSize%2 != 0 || c.Heads%c.KVHeads != 0 {
		return nil, fmt.Errorf("%d heads of %d elements on %d key heads: want an even head size and a multiple of the key heads", c.Heads, g.headSize, c.KVHeads)
	}
	g.headWidth = g.widthOfHead()
	word := max(1, s.Lanes/g.headWidth) // heads
	g.packHeads = roundUp(min(max(1, s.Rows/g.headWidth/word*word), c.KVHeads), word)
	g.packs = ceil(c.KVHeads, g.packHeads)
	g.packWidth = g.packHeads * g.headWidth
	g.queries = g.group * g.packHeads
	g.keyTiles = ceil(g.packWidth, s.Rows)
	g.cutValues()
	g.dim = roundUp(c.Dim, s.Lanes)
	g.positions = roundUp(c.SeqLen, s.Cols)
	g.scoreRow = roundUp(c.SeqLen, s.Lanes)
	g.scoreWidth = 2*s.Lanes + g.scoreRow
	g.ropeWidth = max(g.headWidth, s.Lanes)
	whole := lcm(s.BeatBytes(), 4*s.Lanes)
	g.embeddingRow, g.ropeRow = roundUp(4*g.dim, whole), roundUp(8*g.ropeWidth, whole)
	return g, nil
}

// widthOfHead is the room of a head: whole words, or a part of a word where several
// share one.
func (g *geometry) widthOfHead() int {
	if g.Lanes%2 != 0 && g.Lanes > 1 {
		return g.Lanes * ceil(g.headSize, g.Lanes-1) // pairs lie in a word
	}
	if g.headSize >= g.Lanes {
		return roundUp(g.headSize, g.Lanes)
	}
	width := g.headSize // even, so that all heads of a word begin with a pair
	for g.Lanes%width != 0 || g.Lanes/width > powerOfTwo(g.KVHeads) {
		width += 2
	}
	return width
}

// headElement is the element of a head at a place of its room; not ok if there is
// none: behind its end, and in the last of an odd number of lanes, so that
// the rotary embedding's pairs lie in a word.
func (g *geometry) headElement(place int) (i int, ok bool) {
	i = place
	if g.Lanes%2 != 0 && g.Lanes > 1 {
		word, lane := place/g.Lanes, place%g.Lanes
		if lane == g.Lanes-1 {
			return 0, false
		}
		i = word*(g.Lanes-1) + lane
	}
	return i, i < g.headSize
}

// cutValues makes the value units: as many whole heads as fit Rows and Cols, or
// parts of a head.
func (g *geometry) cutValues() {
	most := min(g.Rows, g.Cols) / g.Lanes * g.Lanes
	heads := min(max(1, most/g.headWidth), g.packHeads)
	for first := 0; first < g.packHeads; first += heads {
		if n := min(heads, g.packHeads-first); g.headWidth <= most {
			g.valueUnits = append(g.valueUnits, valueUnit{first, n, 0, n * g.headWidth})
			continue
		}
		for from := 0; from < g.headWidth; from += most {
			g.valueUnits = append(g.valueUnits, valueUnit{first, 1, from, min(most, g.headWidth-from)})
		}
	}
}

// queryHead is the head of the model at a place of the q vector.
func (g *geometry) queryHead(pack, query, key int) (head int, ok bool) {
	k := pack*g.packHeads + key
	return k*g.group + query, k < g.KVHeads
}

// queryWidth is the elements of the q vector, keyWidth those of k and of v.
func (g *geometry) queryWidth() int { return g.packs * g.packQueries() }
func (g *geometry) keyWidth() int   { return g.packs * g.packWidth }

// packQueries is the elements of a pack's queries.
func (g *geometry) packQueries() int { return g.group * g.packWidth }

// scoreFactor is 1 / sqrt(head size).
func (g *geometry) scoreFactor() float32 { return float32(1 / math.Sqrt(float64(g.headSize))) }

// outputWidth is the elements that n outputs of a product take, in whole tiles and in
// whole words.
func (g *geometry) outputWidth(n int) int { return roundUp(roundUp(n, g.Cols), g.Lanes) }

// rowTiles is the tiles of n elements along the reduction, lastRows the rows of the last.
func (g *geometry) rowTiles(n int) int { return ceil(n, g.Rows) }
func (g *geometry) lastRows(n int) int { return n - (ceil(n, g.Rows)-1)*g.Rows }

func ceil(n, d int) int    { return (n + d - 1) / d }
func roundUp(n, d int) int { return ceil(n, d) * d }

// lcm is the least that both divide.
func lcm(a, b int) int {
	gcd := func(a, b int) int {
		for b > 0 {
			a, b = b, a%b
		}
		return a
	}
	return a / gcd(a, b) * b
}

// powerOfTwo is the least that is not below n.
func powerOfTwo(n int) int {
	p := 1
	for p < n {
		p *= 2
	}
	return p
}
