package compile

import (
	"fmt"
	"sort"
)

// shorter adds to what does not fit a number of positions that would.
func (g *geometry) shorter(problem error) error {
	c := g.Config
	fits := func(positions int) bool {
		c.SeqLen = positions
		h, err := newGeometry(c, g.Shape)
		if err == nil {
			h.topK, h.sequences = g.topK, g.sequences
			_, _, err = h.placeToken()
		}
		return err == nil
	}
	most := sort.Search(g.SeqLen, func(i int) bool { return !fits(i + 1) })
	if most == 0 {
		return problem
	}
	return fmt.Errorf("%w; a context of %d positions would fit, instead of %d", problem, most, g.SeqLen)
}
