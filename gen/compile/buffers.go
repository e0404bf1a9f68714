package compile

import (
	"cmp"
	"fmt"
	"slices"
)

// arena gives out places of a buffer. What is needed at one time only can be
// given out again: used is set back to where it was.
type arena struct {
	align int
	used  int
	most  int
	parts []part
}

// part is what takes room, for the error.
type part struct {
	name string
	size int
}

// take is n units from a multiple of the arena's alignment.
func (a *arena) take(name string, n int) int {
	at := roundUp(a.used, a.align)
	a.used = at + n
	a.most = max(a.most, a.used)
	a.parts = append(a.parts, part{name, n})
	return at
}

// check says how large the buffer must be; it has room for have times per units. key is
// that of a configuration.
func (a *arena) check(key string, have, per int) error {
	need := ceil(a.most, per)
	if need <= have {
		return nil
	}
	top := slices.MaxFunc(a.parts, func(x, y part) int { return cmp.Compare(x.size, y.size) })
	return fmt.Errorf("%s %d is too small: the model needs %d, so at least %d as a power of two; most of it, %d, holds the %s",
		key, have, need, powerOfTwo(need), ceil(top.size, per), top.name)
}
