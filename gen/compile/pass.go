package compile

import (
	"fmt"

	"npugen/isa"
)

// pass is what the programs of one token and of many have in common: all but
// attention. n positions go through the layers together, of which the last
// results give logits.
type pass struct {
	*builder
	memory  *layout
	n       int
	results int
	late    bool // see normalised
	at      common
	turn    int // of the places of products
}

// own is what a program does in its way: to fetch what all layers need, and
// attention.
type own interface {
	start()
	attention(layer int)
}

// write is the whole program.
func (t *pass) write(by own) {
	by.start()
	for l := range t.Layers {
		t.layer = l
		if l+1 < t.Layers {
			t.loadVectors(l + 1)
		}
		by.attention(l)
		t.feedForward(l)
	}
	t.finish()
}

// common is where the vectors of a pass are on the chip; of n positions, one
// after the other.
type common struct {
	// Vector buffer, in elements.
	x         int
	vectors   [2]int // of this layer and of the next: as in memory
	finalNorm int
	rope      int    // for each position cosines, then sines
	y         [2]int // parts of products for the residual stream, in turns
	hidden    [2]int // gate and up of a chunk
	logits    int    // of each output

	// Activation buffer, in rows.
	in, out, down int
	greatest      int // rows of TOPK

	// Scalars.
	attNorm, ffnNorm, finalScale int
}

// arenas is the three buffers.
type arenas struct{ vb, ab, sb *arena }

func (g *geometry) arenas() arenas {
	return arenas{&arena{align: g.outputWidth(1)}, &arena{align: 1}, &arena{align: 1}}
}

func (a arenas) check(g *geometry) error {
	if g.queries > g.AccDepth {
		return fmt.Errorf("npu.vectors %d is too small: %d queries of %d key heads go through the array together, so at least %d",
			g.AccDepth, g.queries, g.packHeads, powerOfTwo(g.queries))
	}
	if err := a.vb.check("npu.vector_words", g.VBWords, g.Lanes); err != nil {
		return err
	}
	if err := a.ab.check("npu.activation_rows", g.ABRows, 1); err != nil {
		return err
	}
	return a.sb.check("npu.scalars", g.SBWords, 1)
}

// common gives the vectors of n positions their room, of which some give logits;
// what attention needs, by attention, is not needed at the same time as the rest.
func (g *geometry) common(a arenas, n, results int, attention func()) common {
	var p common
	p.x = a.vb.take("residual stream", n*g.dim)
	for i := range p.vectors {
		p.vectors[i] = a.vb.take("norms, centre", 2*g.dim+g.keyWidth())
	}
	p.finalNorm = a.vb.take("final norm", g.dim)
	p.rope = a.vb.take("rotary tables", n*g.ropeRow/4)
	for i := range p.y {
		p.y[i] = a.vb.take("product", n*g.widestPart(n))
	}
	p.in = a.ab.take("input", n*g.rowTiles(g.Dim))
	p.attNorm, p.ffnNorm, p.finalScale = a.sb.take("norms", n), a.sb.take("norms", n), a.sb.take("norm", results)

	vb, ab := a.vb.used, a.ab.used
	p.out = a.ab.take("heads", n*g.rowTiles(g.queryWidth()))
	attention()
	a.vb.used, a.ab.used = vb, ab
	for i := range p.hidden {
		p.hidden[i] = a.vb.take("hidden vector", n*g.gateUp(chunk{0, g.largestChunk()}))
	}
	p.down = a.ab.take("hidden vector", n*g.rowTiles(g.Hidden))
	a.vb.used, a.ab.used = vb, ab
	p.greatest = a.ab.take("greatest logits", results*g.chosen())
	p.logits = a.vb.take("logits", results*g.logitRow())
	return p
}

func (g *geometry) largestChunk() int {
	n := 0
	for _, c := range g.chunks() {
		n = max(n, c.to-c.from)
	}
	return n
}

func (t *pass) loadVectors(l int) {
	t.part("norms, centre")
	t.load(t.memory.layers[l].vectors.addr, t.at.vectors[l%2], 2*t.dim+t.keyWidth(), nil)
}

// normalised quantises x * weights for a product, and computes the reciprocal of
// the root mean square. Late is to divide the product by it and not its input: so
// a token does not wait for the sum.
func (t *pass) normalised(weights, scalar int) {
	q := quantising{
		rows: rows{n0: t.n, len: t.Dim}, a: vec{at: t.at.x, s0: t.dim}, b: vec{at: weights}, times: true,
		d: vec{at: t.at.in, s0: t.rowTiles(t.Dim)}, s: scalar,
	}
	if t.late {
		t.quantise(q)
		t.rootMeanSquare(0, t.n, scalar)
		return
	}
	t.rootMeanSquare(0, t.n, scalar)
	q.scaled = true
	t.quantise(q)
}

// rootMeanSquare is that of n positions from the first.
func (t *pass) rootMeanSquare(first, n, scalar int) {
	x := vec{at: t.at.x + first*t.dim, s0: t.dim}
	t.mapRows(mapping{
		rows: rows{n0: n, len: t.Dim}, a: x, b: x, bin: isa.BinMul,
		t: scalar, red: isa.RedSum, fin: isa.FinRsqrt, c1: 1 / float32(t.Dim), c2: t.Epsilon(),
	})
}

// project multiplies the input of attention by rows of weights, to d, each position's
// a row after the last. Of the width some outputs are the model's.
func (t *pass) project(name string, w stored, width, d, row, outputs int) {
	t.part(name)
	t.stream(w)
	t.multiply(product{
		a: t.at.in, stride: t.rowTiles(t.Dim), vectors: t.n, inputs: t.Dim, tiles: ceil(width, t.Cols), d: d, dStride: row,
		macs: dense(t.n, t.Dim, outputs),
	})
}

// attended is what follows the quantised heads: their product, added to the
// residual stream, which is quantised for the feed-forward half.
func (t *pass) attended(l int) {
	for _, c := range t.streamParts(t.n, t.queryWidth()) {
		t.part("attention out")
		t.add(t.someToStream(t.memory.layers[l].out, t.at.out, t.rowTiles(t.queryWidth()), t.queryWidth(), t.elements(chunk{0, t.queryWidth()}, t.group), c))
		t.part("norm, ffn")
		t.quantise(quantising{
			rows: rows{n0: t.n, len: c.to - c.from}, a: vec{at: t.at.x + c.from, s0: t.dim}, b: vec{at: t.at.vectors[l%2] + t.dim + c.from}, times: true,
			d: vec{at: t.at.in + c.from/t.Rows, s0: t.rowTiles(t.Dim)},
		})
	}
}

// finish is the logits of the last positions and their most likely tokens.
func (t *pass) finish() {
	t.layer = -1
	t.part("final norm")
	t.load(t.memory.finalNorm.addr, t.at.finalNorm, t.dim, nil)
	first := t.n - t.results
	t.rootMeanSquare(first, t.results, t.at.finalScale)
	t.quantise(quantising{
		rows: rows{n0: t.results, len: t.Dim}, a: vec{at: t.at.x + first*t.dim, s0: t.dim}, b: vec{at: t.at.finalNorm}, times: true,
		d: vec{at: t.at.in, s0: t.rowTiles(t.Dim)}, scaled: true, s: t.at.finalScale,
	})
	t.part("classifier")
	t.stream(t.memory.classifier)
	t.multiply(product{
		a: t.at.in, stride: t.rowTiles(t.Dim), vectors: t.results, inputs: t.Dim,
		tiles: ceil(t.Vocab, t.Cols), d: t.at.logits, dStride: t.logitRow(), macs: dense(t.results, t.Dim, t.Vocab),
	})
	t.choose()
	t.emit(isa.END, nil, nil)
}
