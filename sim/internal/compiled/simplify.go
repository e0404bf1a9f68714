package compiled

// simplify returns an equal and simpler value than the operator would be, nil
// if it knows none. The machine code generator behind this package folds
// nothing, so what can be done here is done here.
func (g *graph) simplify(o op, w int, k uint64, a []*value) *value {
	switch o {
	case opNot:
		if a[0].op == opNot {
			return a[0].args[0]
		}
	case opAnd, opOr, opXor:
		return g.simplifyBitwise(o, w, a)
	case opAdd:
		if isZero(a[0]) {
			return a[1]
		}
		if isZero(a[1]) {
			return a[0]
		}
	case opSub:
		if isZero(a[1]) {
			return a[0]
		}
		if a[0] == a[1] {
			return g.constant(0, w)
		}
	case opMul, opMulS:
		for i := range 2 {
			if isZero(a[i]) {
				return g.constant(0, w)
			}
		}
	case opEq:
		return g.simplifyEq(a)
	case opLt, opLtS:
		if a[0] == a[1] || o == opLt && isZero(a[1]) {
			return g.constant(0, 1)
		}
		if o == opLt && a[1].constant() && a[1].k > ones(significant(a[0])) {
			return g.constant(1, 1)
		}
	case opShl, opShr, opSar:
		if k == 0 {
			return a[0]
		}
		if o == opShr {
			return g.op(opZext, w, 0, g.op(opSlice, w-int(k), k, a[0]))
		}
	case opZext:
		switch {
		case int(a[0].w) == w:
			return a[0]
		case a[0].op == opZext:
			return g.op(opZext, w, 0, a[0].args[0])
		}
	case opSext:
		switch {
		case int(a[0].w) == w:
			return a[0]
		case a[0].op == opSext:
			return g.op(opSext, w, 0, a[0].args[0])
		case a[0].op == opZext:
			return g.op(opZext, w, 0, a[0].args[0])
		}
	case opSlice:
		return g.simplifySlice(w, k, a[0])
	case opCat:
		switch {
		case isZero(a[0]):
			return g.op(opZext, w, 0, a[1])
		case repeated(a[0]) == repeated(a[1]) && repeated(a[0]).w == 1 && !a[0].constant():
			return g.op(opSext, w, 0, repeated(a[0]))
		case a[0].op == opSlice && a[1].op == opSlice && a[0].args[0] == a[1].args[0] && a[1].k+uint64(a[1].w) == a[0].k:
			return g.op(opSlice, w, a[1].k, a[0].args[0])
		}
	case opMux:
		return g.simplifyMux(w, a)
	}
	return nil
}

// repeated is the bit of which v is copies, or v itself.
func repeated(v *value) *value {
	if v.op == opSext && v.args[0].w == 1 {
		return v.args[0]
	}
	return v
}

// significant is how many low bits of a value may be other than 0.
func significant(v *value) int {
	if v.op == opZext {
		return int(v.args[0].w)
	}
	return int(v.w)
}

// complement reports whether two bits are never equal.
func complement(x, y *value) bool {
	return x.op == opNot && x.args[0] == y || y.op == opNot && y.args[0] == x
}

func isZero(v *value) bool { return v.op == opConst && v.k == 0 }
func isOnes(v *value) bool { return v.op == opConst && v.k == ones(int(v.w)) }

func (g *graph) simplifyBitwise(o op, w int, a []*value) *value {
	for i := range 2 {
		x, y := a[i], a[1-i]
		switch {
		case o == opAnd && isZero(x), o == opOr && isOnes(x):
			return x
		case o == opAnd && isOnes(x), o != opAnd && isZero(x):
			return y
		case o == opXor && isOnes(x):
			return g.op(opNot, w, 0, y)
		}
	}
	switch {
	case a[0] == a[1] && o == opXor:
		return g.constant(0, w)
	case a[0] == a[1]:
		return a[0]
	}
	return nil
}

func (g *graph) simplifyEq(a []*value) *value {
	if a[0] == a[1] {
		return g.constant(1, 1)
	}
	for i := range 2 {
		x, y := a[i], a[1-i]
		if x.w == 1 && x.op == opConst {
			if x.k == 1 {
				return y
			}
			return g.op(opNot, 1, 0, y)
		}
	}
	return nil
}

func (g *graph) simplifySlice(w int, k uint64, a *value) *value {
	hi := k + uint64(w)
	switch {
	case k == 0 && w == int(a.w):
		return a
	case a.op == opSlice:
		return g.op(opSlice, w, k+a.k, a.args[0])
	case a.op == opCat:
		low := uint64(a.args[1].w)
		switch {
		case k >= low:
			return g.op(opSlice, w, k-low, a.args[0])
		case hi <= low:
			return g.op(opSlice, w, k, a.args[1])
		}
	case a.op == opZext || a.op == opSext:
		x := a.args[0]
		switch {
		case hi <= uint64(x.w):
			return g.op(opSlice, w, k, x)
		case k >= uint64(x.w) && a.op == opZext:
			return g.constant(0, w)
		case k == 0:
			return g.op(a.op, w, 0, x)
		case a.op == opZext:
			return g.op(opZext, w, 0, g.op(opSlice, int(x.w)-int(k), k, x))
		}
	case k == 0 && (a.op == opAdd || a.op == opSub || a.op == opAnd || a.op == opOr || a.op == opXor):
		return g.op(a.op, w, 0, g.op(opSlice, w, 0, a.args[0]), g.op(opSlice, w, 0, a.args[1]))
	}
	return nil
}

func (g *graph) simplifyMux(w int, a []*value) *value {
	c, x, y := a[0], a[1], a[2]
	switch {
	case c.op == opConst && c.k != 0:
		return x
	case c.op == opConst, x == y:
		return y
	case c.op == opNot:
		return g.op(opMux, w, 0, c.args[0], y, x)
	case x.op == opMux && x.args[0] == c:
		return g.op(opMux, w, 0, c, x.args[1], y)
	case y.op == opMux && y.args[0] == c:
		return g.op(opMux, w, 0, c, x, y.args[2])
	case w == 1 && complement(x, y):
		return g.op(opXor, 1, 0, c, y)
	case w == 1 && x.op == opConst && x.k == 1:
		return g.op(opOr, 1, 0, c, y)
	case w == 1 && x.op == opConst:
		return g.op(opAnd, 1, 0, g.op(opNot, 1, 0, c), y)
	case w == 1 && y.op == opConst && y.k == 1:
		return g.op(opOr, 1, 0, g.op(opNot, 1, 0, c), x)
	case w == 1 && y.op == opConst:
		return g.op(opAnd, 1, 0, c, x)
	}
	return nil
}
