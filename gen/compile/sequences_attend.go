package compile

// share is the sequences of a group and a pack of their heads: what goes through
// softmax together.
type share struct {
	chunk        // sequences
	group        int
	pack, number int
	last         bool // of the group
}

func (s share) n() int { return s.to - s.from }

// sharePiece is a piece of values for a share.
type sharePiece struct {
	share
	piece
	turn int // which of two buffers it has
}

// attend goes through the groups, and through the packs of each. The next scores
// are asked for before a softmax, and sums are gathered one piece late, as for a
// token. What the next scores need of the vector unit is put where it would wait
// for its own results anyway.
func (t *sequences) attend(l int) {
	steps := t.shares()
	t.scoresOf(l, steps[0])
	t.newestScores(steps[0])
	t.newestRows(steps[0])
	var before *sharePiece
	for i, s := range steps {
		more := i+1 < len(steps)
		if more {
			t.scoresOf(l, steps[i+1])
		}
		t.greatestScores(s)
		if more {
			t.newestScores(steps[i+1])
		}
		t.exponentials(s)
		if more {
			t.newestRows(steps[i+1])
		}
		for _, p := range t.pieces(s.pack) {
			now := sharePiece{s, p, (s.number*len(t.valueUnits) + p.unit) % 2}
			t.probabilitiesOf(l, now)
			t.valuesOf(l, now)
			if p.unit == 0 {
				t.newestWeights(s)
			}
			if before != nil {
				t.gather(l, *before)
			}
			before = &now
		}
	}
	t.gather(l, *before)
}

func (t *sequences) shares() (all []share) {
	for group, c := range t.groups() {
		for pack := range t.packs {
			all = append(all, share{c, group, pack, len(all), pack == t.packs-1})
		}
	}
	return all
}

// scores is the rows of scores of a share.
func (t *sequences) scores(s share) scoreRows { return t.scoreRows(t.own.scores[s.number%2]) }

// all is the loop over the rows of all sequences of a share; ownRows and
// ownScalars are where those of the i-th begin.
func (t *sequences) all(s share, n int) rows     { return rows{n0: s.n() * t.queries, len: n} }
func (t *sequences) ownRows(v vec, i int) vec    { return v.moved(i * t.queries * t.scoreWidth) }
func (t *sequences) ownScalars(first, i int) int { return first + i*t.queries }
