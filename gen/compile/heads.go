package compile

import "npugen/model/checkpoint"

// ordered is the outputs of a tensor in the order of the chip's vectors.
func (w *writer) ordered(tensor string, layer int, order []int) [][]float32 {
	rows := rowsOf(w.tensor(tensor, layer))
	if w.err != nil {
		return nil
	}
	out := make([][]float32, len(order))
	for at, i := range order {
		if i >= 0 {
			out[at] = rows[i]
		}
	}
	return out
}

// queryOrder is the row of wq for each element of the q vector, which is the
// column of wo too; -1 for padding.
func (g *geometry) queryOrder() []int {
	var order []int
	for pack := range g.packs {
		for query := range g.group {
			order = append(order, g.packOrder(func(key int) (int, bool) { return g.queryHead(pack, query, key) })...)
		}
	}
	return order
}

// keyOrder is the row of wk and wv for each element of the k vector.
func (g *geometry) keyOrder() []int {
	var order []int
	for pack := range g.packs {
		order = append(order, g.packOrder(func(key int) (int, bool) {
			head := pack*g.packHeads + key
			return head, head < g.KVHeads
		})...)
	}
	return order
}

// packOrder is one pack: the elements of its heads, padded.
func (g *geometry) packOrder(head func(key int) (int, bool)) []int {
	order := make([]int, g.packWidth)
	for e := range order {
		order[e] = -1
		i, ok := g.headElement(e % g.headWidth)
		if h, there := head(e / g.headWidth); ok && there {
			order[e] = h*g.headSize + i
		}
	}
	return order
}

// chunk is elements of the hidden vector.
type chunk struct{ from, to int }

// chunks cuts the hidden vector: the vector unit works on one chunk while the
// matrix unit computes the next. The last is small, since nothing of its own
// layer can be computed beside it but the product of all others; but with 8 tiles
// where the vector is long, so that its own product takes as long as its results,
// and their addition, take to be written (with Cols = 4 * Lanes).
func (g *geometry) chunks() []chunk {
	const most, tail = 8, 8
	unit := g.chunkUnit()
	units := ceil(g.Hidden, unit)
	small := min(max(1, units/(most+2)), tail)
	each := unit * max(1, ceil(units-small, most-1))
	last := unit * (units - small)
	var cs []chunk
	for from := 0; from < last; from += each {
		cs = append(cs, chunk{from, min(from+each, last)})
	}
	return append(cs, chunk{last, g.Hidden})
}

// chunkUnit is what chunks are multiples of: whole rows of the activation buffer that
// leave few of the columns of their tiles empty.
func (g *geometry) chunkUnit() int {
	columns := func(n int) int { return roundUp(n, g.Cols) }
	least := roundUp(max(g.Rows, g.Cols), g.Rows)
	best := least
	for n := least; n <= g.Hidden/2 && 32*(columns(best)-best) > best; n += g.Rows {
		if columns(n)*best < columns(best)*n {
			best = n
		}
	}
	return best
}

func rowsOf(t checkpoint.Tensor) [][]float32 {
	out := make([][]float32, t.Rows)
	for r := range out {
		out[r] = t.Data[r*t.Cols : (r+1)*t.Cols]
	}
	return out
}

func paddedRows(rows [][]float32, n int) [][]float32 {
	return append(rows[:len(rows):len(rows)], make([][]float32, n-len(rows))...)
}

func padded(xs []float32, n int) []float32 {
	return append(xs[:len(xs):len(xs)], make([]float32, n-len(xs))...)
}

func counting(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
