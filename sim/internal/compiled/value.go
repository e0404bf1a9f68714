package compiled

import "math/bits"

type op uint8

// The operators of values. Widths are those of the value and its arguments;
// bits above a value's width are 0.
const (
	opConst  op = iota // k
	opState            // what a storage holds
	opSplat            // args[0], a value of the root space, in every lane
	opSpread           // for each cell its own of args, values of the parent space
	opPick             // of args[0], a value of a child space, cell k
	opShift            // args[0] at the position k further on; args[1:] enter at the edge
	opRead             // the word of a memory at address args[0]; word k of it

	opNot
	opAnd
	opOr
	opXor
	opAdd
	opSub
	opMul // of unsigned numbers
	opMulS
	opDiv
	opDivS
	opRem
	opRemS
	opEq
	opLt
	opLtS
	opParity
	opShl  // by the constant k
	opShr  // logical, by k
	opSar  // arithmetic, by k
	opShlV // by args[1], which is below the width
	opShrV
	opSarV
	opZext  // the same number in more bits
	opSext  // the same signed number in more bits
	opSlice // bits from k on
	opCat   // args[0] above args[1]
	opMux   // args[0] ? args[1] : args[2]
	opTable // args[1+args[0]], state elements side by side in memory; 0 beyond the last
	opMatch // bit i is whether args[2+i], such elements, & args[1] equals args[0]
)

// value is one node of the graph: w bits, at most 64, in each lane of a space.
// Constants are in no space.
type value struct {
	id   int32
	op   op
	w    uint8
	sp   *space
	unit int32 // the instance that it was first made for
	args []*value
	k    uint64

	store *storage       // opState
	mem   *memory        // opRead
	edges []edge         // opShift: what each of args[1:] is for
	halo  map[int]*value // what enters around the array of this value, by position in the unit
	home  *storage       // where the value is kept when it must be seen elsewhere
}

// edge is a position, in the unit, at which a value of the parent enters.
type edge struct{ at int }

func (v *value) constant() bool { return v.op == opConst }

// leaf reports whether the value is there without computing.
func (v *value) leaf() bool { return v.op == opConst || v.op == opState }

// graph makes values and shares equal ones.
type graph struct {
	values []*value
	known  map[valueKey]*value
	unit   int32 // the instance for which values are made
}

type valueKey struct {
	op      op
	w       uint8
	sp      *space
	a, b, c int32
	k       uint64
	obj     any
}

func newGraph() *graph { return &graph{known: map[valueKey]*value{}} }

func (g *graph) make(v value, obj any) *value {
	key := valueKey{op: v.op, w: v.w, sp: v.sp, a: -1, b: -1, c: -1, k: v.k, obj: obj}
	for i, a := range v.args {
		switch i {
		case 0:
			key.a = a.id
		case 1:
			key.b = a.id
		case 2:
			key.c = a.id
		}
	}
	shared := len(v.args) <= 3 && len(v.edges) == 0
	if shared {
		if old, ok := g.known[key]; ok {
			return old
		}
	}
	n := v
	n.id, n.unit = int32(len(g.values)), g.unit
	g.values = append(g.values, &n)
	if shared {
		g.known[key] = &n
	}
	return &n
}

func (g *graph) constant(k uint64, w int) *value {
	return g.make(value{op: opConst, w: uint8(w), k: k & ones(w)}, nil)
}

func (g *graph) state(s *storage) *value {
	return g.make(value{op: opState, w: uint8(s.width), sp: s.sp, store: s}, s)
}

func ones(w int) uint64 {
	if w >= 64 {
		return ^uint64(0)
	}
	return 1<<w - 1
}

// op makes an operator, simplified where that is possible.
func (g *graph) op(o op, w int, k uint64, args ...*value) *value {
	if v := g.simplify(o, w, k, args); v != nil {
		return v
	}
	var sp *space
	for _, a := range args {
		if a.sp != nil {
			sp = a.sp
		}
	}
	if sp == nil {
		in := make([]uint64, len(args))
		for i, a := range args {
			in[i] = a.k
		}
		return g.constant(evaluate(o, w, k, args, in), w)
	}
	switch o {
	case opAnd, opOr, opXor, opAdd, opEq, opMul, opMulS:
		// a constant is best as the second operand of an instruction
		if args[0].constant() || args[0].id > args[1].id && !args[1].constant() {
			args = []*value{args[1], args[0]}
		}
	}
	return g.make(value{op: o, w: uint8(w), sp: sp, k: k, args: args}, nil)
}

// evaluate is the meaning of an operator on numbers.
func evaluate(o op, w int, k uint64, args []*value, in []uint64) uint64 {
	m := ones(w)
	signed := func(i int) int64 {
		s := 64 - int(args[i].w)
		return int64(in[i]<<s) >> s
	}
	truth := func(b bool) uint64 {
		if b {
			return 1
		}
		return 0
	}
	switch o {
	case opNot:
		return ^in[0] & m
	case opAnd:
		return in[0] & in[1]
	case opOr:
		return in[0] | in[1]
	case opXor:
		return in[0] ^ in[1]
	case opAdd:
		return (in[0] + in[1]) & m
	case opSub:
		return (in[0] - in[1]) & m
	case opMul:
		return in[0] * in[1] & m
	case opMulS:
		return uint64(signed(0)*signed(1)) & m
	case opDiv, opDivS:
		switch {
		case in[1] == 0:
			return m
		case o == opDiv:
			return in[0] / in[1]
		}
		return uint64(signed(0)/signed(1)) & m
	case opRem, opRemS:
		switch {
		case in[1] == 0:
			return in[0]
		case o == opRem:
			return in[0] % in[1]
		}
		return uint64(signed(0)%signed(1)) & m
	case opEq:
		return truth(in[0] == in[1])
	case opLt:
		return truth(in[0] < in[1])
	case opLtS:
		return truth(signed(0) < signed(1))
	case opParity:
		return uint64(bits.OnesCount64(in[0]) & 1)
	case opShl:
		return in[0] << k & m
	case opShr:
		return in[0] >> k
	case opSar:
		return uint64(signed(0)>>k) & m
	case opShlV:
		return in[0] << in[1] & m
	case opShrV:
		return in[0] >> in[1]
	case opSarV:
		return uint64(signed(0)>>in[1]) & m
	case opZext:
		return in[0]
	case opSext:
		return uint64(signed(0)) & m
	case opSlice:
		return in[0] >> k & m
	case opCat:
		return in[0]<<args[1].w | in[1]
	case opMux:
		if in[0] != 0 {
			return in[1]
		}
		return in[2]
	}
	panic("compiled: no constant of this operator")
}
