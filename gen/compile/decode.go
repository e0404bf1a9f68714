package compile

import (
	"math"

	"npugen/isa"
)

// buffers is where the vectors of a token are on the chip.
type buffers struct {
	// Vector buffer, in elements.
	x           int
	vectors     [2]int // of this layer and of the next: as in memory
	finalNorm   int
	rope        int // cosines, then sines
	constants   int
	valueScales int // [pack][unit][position]
	y           [3]int
	qkv         int
	turned      [2]int // q and k times cosines, and times sines
	value       int    // v in fp32
	query       int    // [vector][packWidth], each vector with its head alone
	key         int
	scores      [2]int // of a pack: [vector][scoreWidth]
	weighted    int    // the newest value times its probability
	heads       int    // what attention gives
	sums        [2]int // of a value unit
	hidden      [2]int // gate and up of a chunk
	logits      int

	// Activation buffer, in rows.
	in, queries, keys, values, out, down int
	probabilities                        [2]int

	// Scalars.
	attNorm, ffnNorm, finalScale    int
	newest, top, inverse, newWeight int
}

// token is the program of one token.
type token struct {
	*builder
	memory *layout
	at     buffers
	first  bool // the cache is empty
}

// place gives all vectors their room.
func (b *builder) place() (buffers, error) {
	var p buffers
	vb := &arena{align: max(b.Cols, b.Lanes)}
	p.x = vb.take("residual stream", b.dim)
	for i := range p.vectors {
		p.vectors[i] = vb.take("norms, centre", 2*b.dim+b.keyWidth())
	}
	p.finalNorm = vb.take("final norm", b.dim)
	p.rope = vb.take("rotary tables", 2*b.ropeWidth)
	p.constants = vb.take("constants", len(b.constants()))
	p.query = vb.take("queries", b.packs*b.queries*b.packWidth)
	p.valueScales = vb.take("value scales", b.packs*len(b.valueUnits)*b.scaleRow())
	for i := range p.y {
		p.y[i] = vb.take("product", roundUp(b.Dim, b.Cols))
	}
	shared := vb.used
	p.qkv = vb.take("q, k, v", roundUp(b.queryWidth()+2*b.keyWidth(), b.Cols))
	for i := range p.turned {
		p.turned[i] = vb.take("turned q, k", b.queryWidth()+b.keyWidth())
	}
	p.value = vb.take("value", b.keyWidth())
	p.key = vb.take("key", b.keyWidth())
	p.weighted = vb.take("newest value", b.queryWidth())
	p.heads = vb.take("heads", b.queryWidth())
	for i := range min(2, b.packs) {
		p.scores[i] = vb.take("scores", b.queries*b.scoreWidth)
	}
	for i := range p.sums {
		p.sums[i] = vb.take("weighted values", b.queries*b.Cols)
	}
	vb.used = shared
	for i := range p.hidden {
		p.hidden[i] = vb.take("hidden vector", 2*roundUp(b.largestChunk(), b.Cols))
	}
	vb.used = shared
	p.logits = vb.take("logits", roundUp(b.Vocab, b.Cols))

	ab := &arena{align: 1}
	p.in = ab.take("input", b.rowTiles(b.Dim))
	p.queries = ab.take("queries", b.packs*b.queries*b.keyTiles)
	p.keys = ab.take("keys", b.packs*b.keyTiles)
	p.values = ab.take("values", b.packs*len(b.valueUnits))
	p.out = ab.take("heads", b.rowTiles(b.queryWidth()))
	p.down = ab.take("hidden vector", b.rowTiles(b.Hidden))
	for i := range p.probabilities {
		p.probabilities[i] = ab.take("probabilities", b.queries*b.rowTiles(b.SeqLen))
	}

	sb := &arena{align: 1}
	p.attNorm, p.ffnNorm, p.finalScale = sb.take("norm", 1), sb.take("norm", 1), sb.take("norm", 1)
	for _, at := range []*int{&p.newest, &p.top, &p.inverse, &p.newWeight} {
		*at = sb.take("softmax", b.packs*b.queries)
	}
	if err := vb.check("vector buffer words", b.VBWords, b.Lanes); err != nil {
		return p, err
	}
	if err := ab.check("activation buffer rows", b.ABRows, 1); err != nil {
		return p, err
	}
	return p, sb.check("scalars", b.SBWords, 1)
}

// scaleRow is the elements from one unit's value scales to the next.
func (g *geometry) scaleRow() int { return roundUp(g.SeqLen, g.Lanes) }

func (g *geometry) largestChunk() int {
	n := 0
	for _, c := range g.chunks() {
		n = max(n, c.to-c.from)
	}
	return n
}

// constants is words that are always the same: 1 and zeros; 0 and minus
// infinities; a row of zeros for the queries of a pack.
func (g *geometry) constants() []float32 {
	c := make([]float32, 2*g.Lanes+g.packWidth)
	c[0] = 1
	for i := 1; i < g.Lanes; i++ {
		c[g.Lanes+i] = float32(math.Inf(-1))
	}
	return c
}

// write is the whole program.
func (t *token) write() {
	t.start()
	for l := range t.Layers {
		t.layer = l
		if l+1 < t.Layers {
			t.loadVectors(l + 1)
		}
		t.attention(l)
		t.feedForward(l)
	}
	t.layer = -1
	t.finish()
}

// start fetches what all layers need.
func (t *token) start() {
	t.layer = -1
	t.part("embedding")
	t.load(t.memory.embedding.addr, t.at.x, t.dim, []plus{{"line", embeddingRow}}, t.memory.embedding.span(false))
	t.loadVectors(0)
	t.part("rope")
	t.load(t.memory.rope.addr, t.at.rope, 2*t.ropeWidth, []plus{{"line", ropeRow}}, t.memory.rope.span(false))
	if !t.first {
		t.part("constants")
		t.load(t.memory.constants.addr, t.at.constants, len(t.constants()), nil)
		t.loadValueScales(0)
	}
	if t.packHeads > 1 && !t.first {
		t.part("queries")
		t.mapRows(mapping{
			rows: rows{n0: t.packs * t.queries, len: t.packWidth},
			a:    vec{at: t.at.constants + 2*t.Lanes}, d: vec{at: t.at.query, s0: t.packWidth}, keep: true,
		})
	}
}

func (t *token) loadVectors(l int) {
	t.part("norms, centre")
	t.load(t.memory.layers[l].vectors.addr, t.at.vectors[l%2], 2*t.dim+t.keyWidth(), nil)
}

// normalised quantises x * weights for a product, not yet divided by its root
// mean square, and computes that: what comes out of the product is multiplied by
// the scalar, so that nothing waits for it.
func (t *token) normalised(weights, scalar int) {
	t.quantise(quantising{rows: rows{len: t.Dim}, a: vec{at: t.at.x}, b: vec{at: weights}, times: true, d: vec{at: t.at.in}})
	t.rootMeanSquare(scalar)
}

func (t *token) rootMeanSquare(scalar int) {
	t.mapRows(mapping{
		rows: rows{len: t.Dim}, a: vec{at: t.at.x}, b: vec{at: t.at.x}, bin: isa.BinMul,
		t: scalar, red: isa.RedSum, fin: isa.FinRsqrt, c1: 1 / float32(t.Dim), c2: t.Epsilon(),
	})
}

// add is x += y.
func (t *token) add(y int) {
	t.mapRows(mapping{rows: rows{len: t.Dim}, a: vec{at: t.at.x}, b: vec{at: y}, bin: isa.BinAdd, d: vec{at: t.at.x}, keep: true})
}

// feedForward is the SwiGLU half of a layer.
func (t *token) feedForward(l int) {
	w := t.memory.layers[l]
	t.part("norm, ffn")
	t.normalised(t.at.vectors[l%2]+t.dim, t.at.ffnNorm)
	chunks := t.chunks()
	for i, c := range chunks {
		width := roundUp(c.to-c.from, t.Cols)
		gate := t.at.hidden[i%2]
		t.part("gate, up")
		t.stream(w.up[i])
		t.multiply(product{a: t.at.in, vectors: 1, inputs: t.Dim, tiles: 2 * width / t.Cols, d: gate})
		if i > 0 {
			t.swish(chunks[i-1], t.at.hidden[(i-1)%2])
		}
	}
	last := len(chunks) - 1
	if last > 0 {
		t.part("down")
		t.stream(w.down[0])
		t.multiply(product{a: t.at.down, vectors: 1, inputs: chunks[last].from, tiles: ceil(t.Dim, t.Cols), d: t.at.y[1]})
	}
	t.swish(chunks[last], t.at.hidden[last%2])
	t.part("down")
	t.stream(w.down[1])
	t.multiply(product{a: t.at.down + chunks[last].from/t.Rows, vectors: 1, inputs: t.Hidden - chunks[last].from, tiles: ceil(t.Dim, t.Cols), d: t.at.y[2]})
	if last > 0 {
		t.add(t.at.y[1])
	}
	t.add(t.at.y[2])
}

// swish is silu(gate) * up of a chunk, quantised.
func (t *token) swish(c chunk, gate int) {
	n := c.to - c.from
	up := gate + roundUp(n, t.Cols)
	t.part("silu")
	t.mapRows(mapping{
		rows: rows{len: n}, a: vec{at: gate}, b: vec{at: up}, d: vec{at: gate}, keep: true,
		pre: isa.PreMul, s: t.at.ffnNorm, fn: isa.FnSilu, bin: isa.BinMul,
	})
	t.quantise(quantising{rows: rows{len: n}, a: vec{at: gate}, d: vec{at: t.at.down + c.from/t.Rows}, scaled: true, s: t.at.ffnNorm})
}

// finish is the logits and the most likely token.
func (t *token) finish() {
	t.part("final norm")
	t.load(t.memory.finalNorm.addr, t.at.finalNorm, t.dim, nil)
	t.rootMeanSquare(t.at.finalScale)
	t.quantise(quantising{rows: rows{len: t.Dim}, a: vec{at: t.at.x}, b: vec{at: t.at.finalNorm}, times: true, d: vec{at: t.at.in}, scaled: true, s: t.at.finalScale})
	t.part("classifier")
	t.stream(t.memory.classifier)
	t.multiply(product{a: t.at.in, vectors: 1, inputs: t.Dim, tiles: ceil(t.Vocab, t.Cols), d: t.at.logits})
	t.part("argmax")
	t.emit(isa.ARGMAX, fields{"a": t.at.logits, "len": t.Vocab}, nil)
	t.emit(isa.END, nil, nil)
}
