package compiled

// A space has arrays in the narrowest elements that there are, so that as many
// cells as possible are in a vector. But a loop works on as many cells at a time as
// there are of its narrowest elements in a vector, and a wide value of so many cells
// is several vectors: there are more at a time than the machine has registers. Where
// most of what a cell computes is wide, narrow values are better kept in wider
// elements.

// elements chooses the size of the least element of each space.
func (l *lowering) elements() {
	next := map[*space][]*value{}
	for _, u := range l.updates {
		next[u.store.sp] = append(next[u.store.sp], u.next)
	}
	for _, sp := range l.spaces[1:] {
		if sp.least = l.how.least; sp.least > 0 {
			continue
		}
		narrow := demandOf(sp, 1, next[sp]).time()
		for least := 2; least <= 8; least *= 2 {
			if t := demandOf(sp, least, next[sp]).time(); t < worthWider*narrow {
				sp.least, narrow = least, t/worthWider
			}
		}
	}
}

const (
	worthWider = 0.6  // of the time: the estimate is a rough one, and waves are shorter of narrow elements
	spills     = 0.55 // of the time of an instruction, for each vector more of a value
)

// time is about how long it takes: longer where a value is several vectors, which
// then are moved to memory and back.
func (d *demand) time() float64 {
	bytes := 0
	for p := range d.known {
		bytes += p.bytes
	}
	vectors := float64(bytes) / float64(max(1, len(d.known))*d.least)
	return d.cost * (1 + spills*max(0, vectors-1))
}

// demandOf is what it takes to compute the next values of registers.
func demandOf(sp *space, least int, next []*value) *demand {
	d := &demand{sp: sp, least: least, known: map[part]bool{}}
	for _, v := range next {
		bytes := d.bytes(int(v.w))
		d.add(1, bytes)
		d.need(v, bytes, plain)
	}
	return d
}

// demand counts what it takes to compute values of a space in vectors, if its
// elements have at least some bytes: machine instructions for each cell, times 16.
type demand struct {
	sp    *space
	least int
	known map[part]bool
	cost  float64
}

// bytes is the size of an element.
func (d *demand) bytes(w int) int { return max(d.least, int(elemBytes(w))) }

// Instructions for a vector.
const (
	shiftCost  = 4 // the amount goes through two registers
	selectCost = 3
	narrowCost = 3 // of two vectors, whose upper halves are cleared
	laneCost   = 5 // out of a vector, an operator, into another
)

// add counts vectors of some instructions with elements of some bytes.
func (d *demand) add(instructions, bytes int) { d.cost += float64(instructions * bytes) }

// need counts a value in a form in lanes of some bytes.
func (d *demand) need(v *value, bytes int, as form) {
	if v.constant() || v.sp != d.sp || d.known[part{v, bytes, 0, as}] {
		return
	}
	d.known[part{v, bytes, 0, as}] = true
	have := d.bytes(int(v.w))
	switch {
	case as == mask:
		d.mask(v, bytes)
	case as == signed && int(v.w) == 8*bytes:
		d.need(v, bytes, plain)
	case as == signed && bytes > have && int(v.w) <= 4*bytes:
		d.add(1, bytes)
		d.need(v, bytes/2, signed)
	case as == signed:
		d.add(2*shiftCost, bytes)
		d.need(v, bytes, plain)
	case bytes > have:
		d.add(1, bytes)
		d.need(v, bytes/2, plain)
	case bytes < have:
		d.add(narrowCost, bytes)
		d.need(v, 2*bytes, plain)
	default:
		d.native(v, bytes)
	}
}

func (d *demand) mask(v *value, bytes int) {
	have := d.bytes(int(v.w))
	switch v.op {
	case opEq, opLt, opLtS, opSlice:
		have = d.bytes(int(v.args[0].w))
		if bytes == have {
			d.add(2, bytes)
			d.args(v, bytes, plain)
			return
		}
	case opAnd, opOr, opXor, opNot:
		d.add(1, bytes)
		d.args(v, bytes, mask)
		return
	}
	switch {
	case bytes > have:
		d.add(1, bytes)
		d.need(v, bytes/2, mask)
	case bytes < have:
		d.add(1, bytes)
		d.need(v, 2*bytes, mask)
	default:
		d.add(1, bytes)
		d.need(v, bytes, plain)
	}
}

func (d *demand) args(v *value, bytes int, as form) {
	for _, a := range v.args {
		d.need(a, bytes, as)
	}
}

func (d *demand) native(v *value, bytes int) {
	switch v.op {
	case opState, opSplat, opSpread, opPick, opShift:
		d.add(1, bytes)
	case opEq, opLt, opLtS:
		d.add(1, bytes)
		d.need(v, bytes, mask)
	case opAdd, opSub:
		d.add(2, bytes)
		d.args(v, bytes, plain)
	case opMul, opMulS:
		d.add(2, bytes)
		d.args(v, max(1, bytes/2), plain)
	case opShl, opShr, opSar, opCat:
		d.add(shiftCost+1, bytes)
		d.args(v, bytes, plain)
	case opSext:
		d.need(v.args[0], bytes, signed)
	case opMux:
		d.add(selectCost, bytes)
		d.need(v.args[0], bytes, mask)
		d.need(v.args[1], bytes, plain)
		d.need(v.args[2], bytes, plain)
	case opSlice:
		have := d.bytes(int(v.args[0].w))
		d.need(v.args[0], have, plain)
		if v.k > 0 {
			d.add(shiftCost, have)
		}
		for ; have > bytes; have /= 2 {
			d.add(narrowCost, have/2)
		}
		d.add(1, bytes)
	case opNot, opAnd, opOr, opXor, opZext:
		d.add(1, bytes)
		d.args(v, bytes, plain)
	default:
		d.cost += 16 * laneCost
		for _, a := range v.args {
			d.need(a, d.bytes(int(a.w)), plain)
		}
	}
}
