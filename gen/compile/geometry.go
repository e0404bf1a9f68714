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
	g.headWidth = roundUp(g.headSize, s.Lanes)
	if g.headSize < s.Lanes {
		g.headWidth = max(powerOfTwo(g.headSize), s.Lanes/min(s.Lanes, powerOfTwo(c.KVHeads)))
	}
	g.packHeads = min(max(1, s.Rows/g.headWidth), c.KVHeads)
	if g.headWidth < s.Lanes {
		g.packHeads = roundUp(g.packHeads, s.Lanes/g.headWidth) // whole words
	}
	g.packs = ceil(c.KVHeads, g.packHeads)
	g.packWidth = g.packHeads * g.headWidth
	g.queries = g.group * g.packHeads
	g.keyTiles = ceil(g.packWidth, s.Rows)
	g.cutValues()
	g.dim = roundUp(c.Dim, s.Lanes)
	g.positions = roundUp(c.SeqLen, s.Cols)
	g.scoreWidth = s.Cols + g.positions
	g.ropeWidth = max(g.headWidth, s.Lanes)
	whole := max(s.BeatBytes(), 4*s.Lanes)
	g.embeddingRow, g.ropeRow = roundUp(4*g.dim, whole), roundUp(8*g.ropeWidth, whole)
	return g, nil
}

// cutValues makes the value units: as many whole heads as fit Rows and Cols, or
// parts of a head.
func (g *geometry) cutValues() {
	most := min(g.Rows, g.Cols)
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

// rowTiles is the tiles of n elements along the reduction, lastRows the rows of the last.
func (g *geometry) rowTiles(n int) int { return ceil(n, g.Rows) }
func (g *geometry) lastRows(n int) int { return n - (ceil(n, g.Rows)-1)*g.Rows }

func ceil(n, d int) int    { return (n + d - 1) / d }
func roundUp(n, d int) int { return ceil(n, d) * d }

// powerOfTwo is the least that is not below n.
func powerOfTwo(n int) int {
	p := 1
	for p < n {
		p *= 2
	}
	return p
}
