package compiled

import (
	"slices"

	"npugen/sim/internal/wasm"
)

// Tables that are searched by content (queues, tags of caches, translation buffers)
// compare all their elements with one number, and put the answers side by side into
// a word. Where the elements lie side by side in memory that is a few comparisons of
// vectors.

// manyMatched is from how many elements on they are compared in vectors.
const manyMatched = 8

// compared is an element in a comparison with others: whether state & under equals
// with.
type compared struct {
	with, under *value // under is nil for all bits
	state       *value
	not         bool
}

// readings is what a bit may say of an element: each argument may be the element.
func readings(v *value) (list []compared) {
	c := compared{not: v.op == opNot}
	if c.not {
		v = v.args[0]
	}
	if v.op != opEq {
		return nil
	}
	for i, x := range v.args {
		c.with, c.under, c.state = v.args[1-i], nil, x
		if x.op == opState {
			list = append(list, c)
		}
		if x.op == opAnd {
			for k, s := range x.args {
				c.under, c.state = x.args[1-k], s
				if s.op == opState {
					list = append(list, c)
				}
			}
		}
	}
	return list
}

// follows reports whether an element is compared like the one before it.
func (c compared) follows(o compared) bool {
	s, p := c.state.store, o.state.store
	return c.with == o.with && c.under == o.under && c.not == o.not && s.width == p.width && s.elem == p.elem && s.addr == p.addr+p.elem
}

// matches finds such words and changes how they are made.
func (g *graph) matches() {
	inner := make([]bool, len(g.values))
	for _, v := range g.values {
		if v.op == opCat {
			for _, a := range v.args {
				inner[a.id] = true
			}
		}
	}
	found := false
	for _, v := range g.values[:len(inner)] {
		if v.op == opCat && v.sp.root() && !inner[v.id] {
			found = g.match(v) || found
		}
	}
	if found {
		g.renumber()
	}
}

// match makes a concatenation of matches and of what is left.
func (g *graph) match(v *value) bool {
	var pieces []*value // from the lowest
	var flatten func(v *value)
	flatten = func(v *value) {
		if v.op != opCat {
			pieces = append(pieces, v)
			return
		}
		flatten(v.args[1])
		flatten(v.args[0])
	}
	flatten(v)
	var word *value
	found := false
	add := func(x *value) {
		if word == nil {
			word = x
		} else {
			word = g.op(opCat, int(x.w)+int(word.w), 0, x, word)
		}
	}
	for i := 0; i < len(pieces); {
		elements := run(pieces[i:])
		if len(elements) < manyMatched {
			add(pieces[i])
			i++
			continue
		}
		found = true
		add(g.matched(elements))
		i += len(elements)
	}
	if found {
		v.op, v.args, v.k = word.op, word.args, word.k
	}
	return found
}

// run is the first bits as comparisons of elements side by side.
func run(bits []*value) (longest []compared) {
	for _, c := range readings(bits[0]) {
		elements := []compared{c}
		for _, v := range bits[1:] {
			i := slices.IndexFunc(readings(v), func(c compared) bool { return c.follows(elements[len(elements)-1]) })
			if i < 0 {
				break
			}
			elements = append(elements, readings(v)[i])
		}
		if len(elements) > len(longest) {
			longest = elements
		}
	}
	return longest
}

// matched is the answers of a run of elements.
func (g *graph) matched(elements []compared) *value {
	c, n := elements[0], len(elements)
	args := []*value{c.with, c.under}
	if c.under == nil {
		args[1] = g.constant(^uint64(0), int(c.with.w))
	}
	for _, x := range elements {
		args = append(args, x.state)
	}
	v := g.make(value{op: opMatch, w: uint8(n), sp: c.state.sp, args: args}, nil)
	if c.not {
		return g.op(opNot, n, 0, v)
	}
	return v
}

// renumber numbers the values anew, arguments first.
func (g *graph) renumber() {
	old := g.values
	g.values = make([]*value, 0, len(old))
	number := make([]int32, len(old))
	done := make([]bool, len(old))
	var visit func(v *value)
	visit = func(v *value) {
		if done[v.id] {
			return
		}
		done[v.id] = true
		for _, a := range v.args {
			visit(a)
		}
		number[v.id] = int32(len(g.values))
		g.values = append(g.values, v)
	}
	for _, v := range old {
		visit(v)
	}
	known := make(map[valueKey]*value, len(g.known))
	for key, v := range g.known {
		for _, id := range []*int32{&key.a, &key.b, &key.c} {
			if *id >= 0 {
				*id = number[*id]
			}
		}
		known[key] = v
	}
	g.known = known
	for i, v := range g.values {
		v.id = int32(i)
	}
}

// match pushes the bits that say which elements match.
func (e *emitter) match(v *value) {
	f := e.f
	n := len(v.args) - 2
	wide := wideType(n)
	m := matching{e: e, at: v.args[2].store, n: n}
	m.with = m.splat(v.args[0])
	if !isOnes(v.args[1]) {
		m.under = m.splat(v.args[1])
	}
	for i := 0; i < n; i += 16 {
		m.vector(1, i)
		f.SIMD(wasm.I8x16Bitmask)
		if wide {
			f.Op(wasm.I64ExtendI32U)
		}
		if i > 0 {
			e.pushConst(uint64(i), wide)
			f.Op(arith(wide, wasm.I32Shl, wasm.I64Shl))
			f.Op(arith(wide, wasm.I32Or, wasm.I64Or))
		}
	}
	if n%16 != 0 {
		e.mask(n)
	}
}

// matching is the code of a match.
type matching struct {
	e           *emitter
	at          *storage // the first element
	n           int
	with, under uint32 // local variables: vectors; base for no mask
}

// splat puts a number into all elements of a vector.
func (m *matching) splat(v *value) uint32 {
	f := m.e.f
	m.e.push(v)
	size := 32
	if m.at.elem == 8 {
		size = 64
	}
	m.e.convert(int(v.w), size)
	f.SIMD(map[uint32]wasm.SIMDOp{1: wasm.I8x16Splat, 2: wasm.I16x8Splat, 4: wasm.I32x4Splat, 8: wasm.I64x2Splat}[m.at.elem])
	local := f.Local(wasm.V128)
	f.Set(local)
	return local
}

// vector pushes lanes of some bytes, of the elements from i on: all ones for those
// that match. A mask in two narrow lanes is one in a lane twice as wide.
func (m *matching) vector(bytes uint32, i int) {
	f := m.e.f
	switch {
	case i >= m.n:
		f.V128(0, 0)
	case bytes == m.at.elem:
		f.Get(base)
		f.SIMDMem(wasm.V128Load, m.at.addr+uint32(i)*m.at.elem)
		if m.under != base {
			f.Get(m.under)
			f.SIMD(wasm.V128And)
		}
		f.Get(m.with)
		f.SIMD(wasm.SIMDFor(wasm.Eq, int(bytes)))
	default:
		m.vector(2*bytes, i)
		m.vector(2*bytes, i+int(8/bytes))
		if bytes == 1 {
			f.SIMD(wasm.I8x16NarrowS)
		} else {
			f.SIMD(wasm.I16x8NarrowS)
		}
	}
}
