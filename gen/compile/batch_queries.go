package compile

// queries is q of a batch on its way. That of the first pack, and half of that of
// the second, is computed beside the work on new keys; the rest a piece at a
// time beside the steps of the pack before. A piece is turned one step later,
// when its product is complete.
type queries struct {
	*batch
	weights   stored
	piece     int // elements
	projected int
	turned    int
}

// newQueries is q of which nothing is computed. It is in one piece where its
// pieces would not be whole heads, or where a pack has too few steps.
func (t *batch) newQueries(w stored) *queries {
	piece := max(t.Cols, t.ropeWidth)
	whole := piece%t.ropeWidth != 0 || t.packQueries()%piece != 0
	if whole || t.steps() == 1 || len(t.parts(t.queryWidth(), piece, t.Dim)) == 1 {
		piece = t.queryWidth()
	}
	return &queries{batch: t, weights: w, piece: piece}
}

// steps is those of a pack.
func (t *batch) steps() int { return t.n / t.block }

func (q *queries) projectFirst() {
	q.project(ceil(3*q.packQueries(), 2*q.piece))
}

// turnFirst turns the first pack's.
func (q *queries) turnFirst() {
	q.turn(max(q.packQueries(), q.piece))
}

// beside is what goes beside a step: by the last step of a pack all queries of
// the next are computed and turned.
func (q *queries) beside(s step) {
	q.turn(q.projected)
	need := min((s.pack+2)*q.packQueries(), q.queryWidth()) - q.projected
	if left := q.steps() - 1 - s.first/q.block; left > 0 && need > 0 {
		q.project(ceil(ceil(need, q.piece), left))
	}
}

// project computes the next pieces, if there are any.
func (q *queries) project(pieces int) {
	for range pieces {
		if q.projected == q.queryWidth() {
			return
		}
		c := chunk{q.projected, q.projected + q.piece}
		q.batch.project("q", q.outputs(q.weights, q.Dim, c), q.piece, q.own.qkv+c.from, q.attentionWidth(), q.elements(c, q.group))
		q.projected = c.to
	}
}

// turn turns what is not yet, up to an element.
func (q *queries) turn(to int) {
	if to > q.turned {
		q.batch.turn(q.turned, to-q.turned, q.turned)
		q.turned = to
	}
}
