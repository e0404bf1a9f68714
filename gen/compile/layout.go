package compile

import (
	"fmt"
	"math"
	"slices"

	"npugen/model/checkpoint"
)

// stored is bytes in memory.
type stored struct{ addr, bytes uint64 }

// layout is where the model and its cache are in memory.
type layout struct {
	constants  stored // see geometry.constants
	embedding  stored // a row of dim fp32 for each token
	rope       stored // a table of cosines and one of sines for each position
	layers     []layerLayout
	finalNorm  stored
	classifier stored
	greatest   stored // logits of each sequence, for the host

	// Keys of a pack: for each block of Cols positions the tiles of K transposed,
	// with a scale for each position.
	blockBytes, keyBytes uint64
	// Values of a unit: a row of Cols bytes for each position, and apart from
	// them a scale for each.
	valueBytes, scaleBytes uint64
	// From one sequence's cache of all layers to the next.
	cacheBytes uint64
}

// layerLayout is one layer's.
type layerLayout struct {
	vectors      stored // the norms of attention and of the feed-forward network, dim each; minus the keys' centre
	q, kv, out   stored
	up           [][]stored // gate and up of each chunk of the hidden vector, together or each
	down         [2]stored
	keys, values stored // [pack], [pack][unit], of the first sequence
	valueScales  stored // [pack][unit], of the first sequence
}

// writer puts a model into memory.
type writer struct {
	*geometry
	image   *image
	weights Weights
	centres [][]float32
	err     error
}

func (w *writer) tensor(name string, layer int) checkpoint.Tensor {
	if w.err != nil {
		return checkpoint.Tensor{}
	}
	t, err := w.weights.Tensor(name, layer)
	if want := w.shape(name); err == nil && (t.Rows != want[0] || t.Cols != want[1] || len(t.Data) != want[0]*want[1]) {
		err = fmt.Errorf("tensor %s layer %d is %d x %d: the model's dimensions want %d x %d", name, layer, t.Rows, t.Cols, want[0], want[1])
	}
	w.err = err
	return t
}

// shape is the rows and columns that a tensor must have.
func (g *geometry) shape(name string) [2]int {
	switch name {
	case "token_embedding", "wcls":
		return [2]int{g.Vocab, g.Dim}
	case "wq":
		return [2]int{g.QDim(), g.Dim}
	case "wk", "wv":
		return [2]int{g.KVDim(), g.Dim}
	case "wo":
		return [2]int{g.Dim, g.QDim()}
	case "w1", "w3":
		return [2]int{g.Hidden, g.Dim}
	case "w2":
		return [2]int{g.Dim, g.Hidden}
	}
	return [2]int{1, g.Dim} // norms
}

// model writes all of it. Weights follow each other in the order in which they
// are wanted, with nothing between them.
func (w *writer) model() (*layout, error) {
	l := &layout{layers: make([]layerLayout, w.Layers)}
	l.constants = w.put("constants", floats(w.constants()))
	l.embedding = w.table("embedding", w.embeddingRow, w.tensor("token_embedding", 0).Data, w.Dim)
	l.rope = w.table("rope", w.ropeRow, w.ropeTables(), 2*w.ropeWidth)
	for i := range l.layers {
		l.layers[i].vectors = w.put(layerName(i, "norms, centre"), floats(slices.Concat(
			padded(w.tensor("rms_att", i).Data, w.dim), padded(w.tensor("rms_ffn", i).Data, w.dim), w.minusCentre(i))))
	}
	l.finalNorm = w.put("final norm", floats(padded(w.tensor("rms_final", 0).Data, w.dim)))
	for i := range l.layers {
		if w.layerWeights(i, &l.layers[i]); w.err != nil {
			return nil, w.err
		}
	}
	l.classifier = w.matrix("classifier", matrix{rowsOf(w.tensor("wcls", 0)), counting(w.Dim)})
	w.cache(l)
	if n := w.chosen(); n > 0 {
		l.greatest = w.room("greatest logits", uint64(w.sequences*8*n))
	}
	return l, w.err
}

func layerName(layer int, what string) string { return fmt.Sprintf("layer %d %s", layer, what) }

// layerWeights writes the weights of a layer's products.
func (w *writer) layerWeights(i int, y *layerLayout) {
	y.q = w.matrix(layerName(i, "q"), matrix{w.ordered("wq", i, w.queryOrder()), counting(w.Dim)})
	kv := append(w.ordered("wk", i, w.keyOrder()), w.ordered("wv", i, w.keyOrder())...)
	y.kv = w.matrix(layerName(i, "k, v"), matrix{kv, counting(w.Dim)})
	y.out = w.matrix(layerName(i, "attention out"), matrix{rowsOf(w.tensor("wo", i)), w.queryOrder()})
	gate, up, down := rowsOf(w.tensor("w1", i)), rowsOf(w.tensor("w3", i)), rowsOf(w.tensor("w2", i))
	if w.err != nil {
		return
	}
	for _, c := range w.chunks() {
		products := [][][]float32{gate[c.from:c.to], up[c.from:c.to]}
		if w.gateWithUp(c) {
			products = [][][]float32{append(paddedRows(products[0], w.width(c)), products[1]...)}
		}
		var all []stored
		for _, rows := range products {
			all = append(all, w.matrix(layerName(i, "gate, up"), matrix{rows, counting(w.Dim)}))
		}
		y.up = append(y.up, all)
	}
	last := w.chunks()[len(w.chunks())-1].from
	for half, part := range [2][]int{counting(w.Hidden)[:last], counting(w.Hidden)[last:]} {
		if len(part) > 0 {
			y.down[half] = w.matrix(layerName(i, "down"), matrix{down, part})
		}
	}
}

// cache makes room for keys and values of each sequence.
func (w *writer) cache(l *layout) {
	l.blockBytes = uint64(w.Cols * (4*w.keyTiles + w.packWidth))
	l.keyBytes = w.beats(uint64(w.positions/w.Cols) * l.blockBytes)
	l.valueBytes = w.beats(uint64(w.SeqLen * w.Cols))
	l.scaleBytes = w.beats(uint64(4 * roundUp(w.SeqLen, w.Lanes)))
	units := uint64(w.packs * len(w.valueUnits))
	l.cacheBytes = uint64(w.Layers) * (uint64(w.packs)*l.keyBytes + units*(l.valueBytes+l.scaleBytes))
	for s := range w.sequences {
		for i := range l.layers {
			name := layerName(i, "")
			if w.sequences > 1 {
				name = fmt.Sprintf("sequence %d %s", s, name)
			}
			keys := w.room(name+"keys", uint64(w.packs)*l.keyBytes)
			values := w.room(name+"values", units*l.valueBytes)
			scales := w.room(name+"value scales", units*l.scaleBytes)
			if y := &l.layers[i]; s == 0 {
				y.keys, y.values, y.valueScales = keys, values, scales
			}
		}
	}
}

// minusCentre is what is added to the keys of a layer.
func (w *writer) minusCentre(layer int) []float32 {
	out := make([]float32, w.keyWidth())
	for e, i := range w.keyOrder() {
		if i >= 0 && w.centres != nil {
			out[e] = -w.centres[layer][i]
		}
	}
	return out
}

func (w *writer) beats(n uint64) uint64 { return roundUp64(n, w.image.beat) }

func (w *writer) put(name string, data []byte) stored {
	return stored{w.image.add(name, data), uint64(len(data))}
}

func (w *writer) room(name string, n uint64) stored { return stored{w.image.reserve(name, n), n} }

func (w *writer) matrix(name string, m matrix) stored {
	if w.err != nil {
		return stored{}
	}
	return w.put(name, w.tiles(m))
}

// table is rows of n elements, each a number of bytes after the one before.
func (w *writer) table(name string, row int, data []float32, n int) stored {
	var bytes []byte
	for i := 0; i < len(data); i += n {
		bytes = append(bytes, floats(data[i:i+n])...)
		bytes = append(bytes, make([]byte, row-4*n)...)
	}
	return w.put(name, bytes)
}

// ropeTables is, for each position, the cosines and then the sines by which an
// element and its neighbour are multiplied and added.
func (w *writer) ropeTables() []float32 {
	out := make([]float32, 0, w.SeqLen*2*w.ropeWidth)
	for pos := range w.SeqLen {
		cos, sin := make([]float32, w.ropeWidth), make([]float32, w.ropeWidth)
		for e := range cos {
			i, ok := w.headElement(e % w.headWidth)
			if !ok {
				continue
			}
			s, c := math.Sincos(float64(float32(pos) * w.Frequency(i/2)))
			if i%2 == 0 {
				s = -s
			}
			cos[e], sin[e] = float32(c), float32(s)
		}
		out = append(append(out, cos...), sin...)
	}
	return out
}

func roundUp64(n, d uint64) uint64 { return (n + d - 1) / d * d }
