package compiled

import "npugen/sim/internal/wasm"

// Hardware takes words apart and puts them together again: instruction
// formats, packets, numbers in pieces. Piece by piece that is a shift and a mask
// to take it out and another shift to put it in; where nothing else needs the
// piece, one shift and one mask move it in place.

// field pushes the bits of a value of the root space as bits low to low+n-1 of
// a number of the given width, which are otherwise 0. Where n is more than the
// value's width the number is sign-extended.
func (e *emitter) field(v *value, low, n, width int) { e.fieldOf(v, low, n, width, true) }

// piece is field for an argument, which is used as it is if something else
// needs it too.
func (e *emitter) piece(v *value, low, n, width int) {
	e.fieldOf(v, low, n, width, e.p.deferred(v) && !e.has(v))
}

// has reports whether a value is in a local variable.
func (e *emitter) has(v *value) bool {
	_, ok := e.scalar[v]
	return ok
}

func (e *emitter) fieldOf(v *value, low, n, width int, apart bool) {
	f := e.f
	signed := n > int(v.w)
	switch {
	case v.constant():
		e.pushConst(signExtend(v.k, int(v.w))&ones(n)<<low, wideType(width))
	case apart && v.op == opCat && isZero(v.args[1]):
		e.piece(v.args[0], low+int(v.args[1].w), n-int(v.args[1].w), width)
	case apart && v.op == opCat && e.rotation(v) > 0 && !signed && int(v.w) == width:
		e.push(v.args[0].args[0])
		e.pushConst(uint64(e.rotation(v)), wideType(width))
		f.Op(arith(wideType(width), wasm.I32Rotl, wasm.I64Rotl))
	case apart && v.op == opCat:
		mid := int(v.args[1].w)
		e.piece(v.args[0], low+mid, n-mid, width)
		e.piece(v.args[1], low, mid, width)
		f.Op(arith(wideType(width), wasm.I32Or, wasm.I64Or))
	case apart && v.op == opSext:
		e.piece(v.args[0], low, n, width)
	case apart && v.op == opZext && int(v.args[0].w) < int(v.w):
		e.piece(v.args[0], low, int(v.args[0].w), width)
	case apart && v.op == opSlice && (!signed || e.topOf(v, low, width)):
		e.cutOut(v, low, n, width)
	default:
		e.moved(v, low, n, width)
	}
}

// rotation is by how much a concatenation rotates a word of 32 or 64 bits, 0
// for others.
func (e *emitter) rotation(v *value) int {
	a, b := v.args[0], v.args[1]
	if !e.p.deferred(a) || !e.p.deferred(b) || a.op != opSlice || b.op != opSlice || a.args[0] != b.args[0] || a.args[0].w != v.w || v.w != 32 && v.w != 64 {
		return 0
	}
	if a.k != 0 || b.k != uint64(a.w) {
		return 0
	}
	return int(b.w)
}

// topOf reports whether a slice is the top of a number that fills its type, so
// that an arithmetic shift down to low extends its sign.
func (e *emitter) topOf(v *value, low, width int) bool {
	x := v.args[0]
	return int(v.k)+int(v.w) == int(x.w) && int(x.w) == bitsOf(width) && int(v.k) >= low
}

// cutOut is field for a slice, from the number that it is a slice of.
func (e *emitter) cutOut(v *value, low, n, width int) {
	f := e.f
	x, k := v.args[0], int(v.k)
	from, to := wideType(int(x.w)), wideType(width)
	e.push(x)
	down := func(wide bool) {
		if k > low {
			e.pushConst(uint64(k-low), wide)
			if n > int(v.w) {
				f.Op(arith(wide, wasm.I32ShrS, wasm.I64ShrS))
			} else {
				f.Op(arith(wide, wasm.I32ShrU, wasm.I64ShrU))
			}
		}
	}
	if from {
		down(true)
		e.convert(int(x.w), width)
	} else {
		e.convert(int(x.w), width)
		down(to)
	}
	if k < low {
		e.pushConst(uint64(low-k), to)
		f.Op(arith(to, wasm.I32Shl, wasm.I64Shl))
	}
	below := low > 0 && k > 0
	above := low+n < bitsOf(width) && (n > int(v.w) || k+int(v.w) < int(x.w))
	if below || above {
		e.pushConst(ones(n)<<low, to)
		f.Op(arith(to, wasm.I32And, wasm.I64And))
	}
}

// moved is field for a value in a local variable.
func (e *emitter) moved(v *value, low, n, width int) {
	f := e.f
	wide := wideType(width)
	e.push(v)
	e.convert(int(v.w), width)
	if n > int(v.w) {
		e.signed(int(v.w), wide)
	}
	if low > 0 {
		e.pushConst(uint64(low), wide)
		f.Op(arith(wide, wasm.I32Shl, wasm.I64Shl))
	}
	if n > int(v.w) && low+n < bitsOf(width) {
		e.pushConst(ones(n)<<low, wide)
		f.Op(arith(wide, wasm.I32And, wasm.I64And))
	}
}

// bitsOf is the size of the type of a scalar of the width.
func bitsOf(width int) int {
	if wideType(width) {
		return 64
	}
	return 32
}

// signExtend is a number of w bits in 64.
func signExtend(k uint64, w int) uint64 { return uint64(int64(k<<(64-w)) >> (64 - w)) }
