package compiled

import "npugen/sim/internal/wasm"

// vec is the local variable that holds part j of a value in lanes of the given
// bytes.
func (e *emitter) vec(v *value, bytes, j int, as form) uint32 {
	l := e.lanes
	key := part{v, bytes, j, as}
	if v.constant() || v.op == opSplat {
		return e.same(key)
	}
	if local, ok := l.memo[key]; ok {
		return local
	}
	switch {
	case as == mask:
		e.maskPart(v, bytes, j)
	case as == signed && int(v.w) == 8*bytes:
		return e.vec(v, bytes, j, plain)
	case as == signed:
		e.signedPart(v, bytes, j)
	case bytes == l.bytes(v):
		e.native(v, bytes, j)
	case bytes > l.bytes(v):
		e.widen(v, bytes, j, plain)
	default:
		e.narrow(bytes, j, func(bytes, j int) uint32 { return e.vec(v, bytes, j, plain) })
	}
	local := e.f.Local(wasm.V128)
	e.f.Set(local)
	l.memo[key] = local
	return local
}

// same is a vector with the same value in all lanes, made before the loop.
func (e *emitter) same(key part) uint32 {
	l, f, v := e.lanes, e.f, key.v
	key.index = 0
	if local, ok := l.uniform[key]; ok {
		return local
	}
	local := f.Local(wasm.V128)
	code := f.Capture(func() {
		wide := key.bytes == 8
		if v.constant() {
			k := v.k
			if key.form == signed || key.form == mask {
				s := 64 - v.w
				k = uint64(int64(k<<s) >> s)
			}
			k &= ones(8 * key.bytes)
			for n := 8 * key.bytes; n < 64; n *= 2 {
				k |= k << n
			}
			f.V128(k, k)
			f.Set(local)
			return
		}
		a := v.args[0]
		e.load(e.p.array(a), 0)
		switch {
		case wide:
			e.convert(int(a.w), 64)
		default:
			e.convert(int(a.w), 32)
		}
		if key.form != plain {
			e.signedAt(int(a.w), wide)
		}
		f.SIMD(map[int]wasm.SIMDOp{1: wasm.I8x16Splat, 2: wasm.I16x8Splat, 4: wasm.I32x4Splat, 8: wasm.I64x2Splat}[key.bytes])
		f.Set(local)
	})
	l.before = append(l.before, code...)
	l.uniform[key] = local
	return local
}

// signedAt is signed for a number whose type may be wider than its width asks.
func (e *emitter) signedAt(w int, wide bool) {
	if !wide && w > 32 {
		return // cut to less than its width: there is no sign
	}
	e.signed(w, wide)
}

// lanewise is an instruction on lanes of the given bytes.
func (e *emitter) lanewise(op wasm.Lanewise, bytes int) { e.f.SIMD(wasm.SIMDFor(op, bytes)) }

// widen takes the right half of the vector with lanes of half the size.
func (e *emitter) widen(v *value, bytes, j int, as form) {
	e.f.Get(e.vec(v, bytes/2, j/2, as))
	ops := [2]wasm.Lanewise{wasm.ExtendLowU, wasm.ExtendHighU}
	if as != plain {
		ops = [2]wasm.Lanewise{wasm.ExtendLowS, wasm.ExtendHighS}
	}
	e.lanewise(ops[j%2], bytes)
}

// narrow joins the low halves of the lanes of two vectors.
func (e *emitter) narrow(bytes, j int, from func(bytes, j int) uint32) {
	f := e.f
	lo, hi := from(2*bytes, 2*j), from(2*bytes, 2*j+1)
	if bytes == 4 {
		f.Get(lo)
		f.Get(hi)
		f.Shuffle([16]byte{0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27})
		return
	}
	for _, x := range [2]uint32{lo, hi} {
		f.Get(x)
		f.Get(e.constant(ones(8*bytes), 2*bytes))
		f.SIMD(wasm.V128And)
	}
	if bytes == 1 {
		f.SIMD(wasm.I8x16NarrowU)
	} else {
		f.SIMD(wasm.I16x8NarrowU)
	}
}

// constant is a vector with k in all lanes.
func (e *emitter) constant(k uint64, bytes int) uint32 {
	return e.same(part{v: e.p.l.constant(k, 8*bytes), bytes: bytes})
}

// signedPart sign-extends a value from its width to the lane.
func (e *emitter) signedPart(v *value, bytes, j int) {
	have := e.lanes.bytes(v)
	switch {
	case bytes > have && int(v.w) == 8*have:
		e.widen(v, bytes, j, signed)
		return
	case bytes > have && bytes/2 >= have && int(v.w) <= 4*bytes:
		e.widen(v, bytes, j, signed)
		return
	}
	e.f.Get(e.vec(v, bytes, j, plain))
	by := int32(8*bytes - int(v.w))
	if by <= 0 {
		return
	}
	e.f.I32(by)
	e.lanewise(wasm.Shl, bytes)
	e.f.I32(by)
	e.lanewise(wasm.ShrS, bytes)
}

// clear zeroes the bits above the width.
func (e *emitter) clear(w, bytes int) {
	if w < 8*bytes {
		e.f.Get(e.constant(ones(w), bytes))
		e.f.SIMD(wasm.V128And)
	}
}

// maskPart is a condition as a mask.
func (e *emitter) maskPart(v *value, bytes, j int) {
	f := e.f
	o := v.op
	if v.leaf() || !e.inRegion(v) {
		o = opState // it is there already
	}
	switch o {
	case opEq, opLt, opLtS, opSlice:
		have := e.lanes.bytes(v.args[0])
		switch {
		case bytes > have:
			e.widen(v, bytes, j, mask)
		case bytes < have:
			e.narrowMask(v, bytes, j)
		case o == opSlice:
			e.testBit(v, bytes, j)
		default:
			e.compare(v, bytes, j)
		}
		return
	case opAnd, opOr, opXor:
		f.Get(e.vec(v.args[0], bytes, j, mask))
		f.Get(e.vec(v.args[1], bytes, j, mask))
		f.SIMD(map[op]wasm.SIMDOp{opAnd: wasm.V128And, opOr: wasm.V128Or, opXor: wasm.V128Xor}[v.op])
		return
	case opNot:
		f.Get(e.vec(v.args[0], bytes, j, mask))
		f.SIMD(wasm.V128Not)
		return
	}
	have := e.lanes.bytes(v)
	if bytes > have {
		e.widen(v, bytes, j, mask)
		return
	}
	f.Get(e.vec(v, bytes, j, plain))
	e.lanewise(wasm.Neg, bytes)
}

func (e *emitter) narrowMask(v *value, bytes, j int) {
	f := e.f
	f.Get(e.vec(v, 2*bytes, 2*j, mask))
	f.Get(e.vec(v, 2*bytes, 2*j+1, mask))
	switch bytes {
	case 1:
		f.SIMD(wasm.I8x16NarrowS)
	case 2:
		f.SIMD(wasm.I16x8NarrowS)
	case 4:
		f.Shuffle([16]byte{0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27})
	}
}

// testBit leaves the mask of a bit: without a shift, which takes several machine
// instructions.
func (e *emitter) testBit(v *value, bytes, j int) {
	bit := e.constant(1<<v.k, bytes)
	e.f.Get(e.vec(v.args[0], bytes, j, plain))
	e.f.Get(bit)
	e.f.SIMD(wasm.V128And)
	e.f.Get(bit)
	e.lanewise(wasm.Eq, bytes)
}

// compare leaves the mask of a comparison.
func (e *emitter) compare(v *value, bytes, j int) {
	f := e.f
	a, b := v.args[0], v.args[1]
	as := plain
	op := wasm.Eq
	full := int(a.w) == 8*bytes
	switch {
	case v.op == opLtS:
		as, op = signed, wasm.LtS
	case v.op == opLt && (!full || bytes == 8):
		op = wasm.LtS // the top bit is 0, or flipped below
	case v.op == opLt:
		op = wasm.LtU
	}
	for _, x := range [2]*value{a, b} {
		f.Get(e.vec(x, bytes, j, as))
		if v.op == opLt && full && bytes == 8 {
			f.Get(e.constant(1<<63, 8))
			f.SIMD(wasm.V128Xor)
		}
	}
	e.lanewise(op, bytes)
}

// native computes an operator in lanes of the value's own size.
func (e *emitter) native(v *value, bytes, j int) {
	f := e.f
	w := int(v.w)
	arg := func(i int, as form) { f.Get(e.vec(v.args[i], bytes, j, as)) }
	switch v.op {
	case opState:
		e.loadPart(v.store, j, 0)
		return
	case opSpread, opPick:
		e.loadPart(e.p.home(v), j, 0)
		return
	}
	if !e.inRegion(v) {
		e.loadPart(e.p.home(v), j, 0)
		return
	}
	switch v.op {
	case opShift:
		e.loadPart(e.p.array(v.args[0]), j, int(int64(v.k)))
	case opEq, opLt, opLtS:
		f.Get(e.vec(v, bytes, j, mask))
		f.Get(e.constant(1, bytes))
		f.SIMD(wasm.V128And)
	case opNot:
		arg(0, plain)
		f.Get(e.constant(ones(w), bytes))
		f.SIMD(wasm.V128Xor)
	case opAnd, opOr, opXor:
		arg(0, plain)
		arg(1, plain)
		f.SIMD(map[op]wasm.SIMDOp{opAnd: wasm.V128And, opOr: wasm.V128Or, opXor: wasm.V128Xor}[v.op])
	case opAdd, opSub:
		arg(0, plain)
		arg(1, plain)
		e.lanewise(map[op]wasm.Lanewise{opAdd: wasm.Add, opSub: wasm.Sub}[v.op], bytes)
		e.clear(w, bytes)
	case opMul, opMulS:
		e.multiplyPart(v, bytes, j)
	case opShl:
		arg(0, plain)
		f.I32(int32(v.k))
		e.lanewise(wasm.Shl, bytes)
		e.clear(w, bytes)
	case opShr:
		arg(0, plain)
		f.I32(int32(v.k))
		e.lanewise(wasm.ShrU, bytes)
	case opSar:
		arg(0, signed)
		f.I32(int32(v.k))
		e.lanewise(wasm.ShrS, bytes)
		e.clear(w, bytes)
	case opZext:
		arg(0, plain)
	case opSext:
		arg(0, signed)
		e.clear(w, bytes)
	case opCat:
		arg(0, plain)
		f.I32(int32(v.args[1].w))
		e.lanewise(wasm.Shl, bytes)
		arg(1, plain)
		f.SIMD(wasm.V128Or)
	case opMux:
		arg(1, plain)
		arg(2, plain)
		arg(0, mask)
		f.SIMD(wasm.V128Select)
	case opSlice:
		e.slicePart(v, bytes, j)
	case opParity:
		e.parityPart(v, bytes, j)
	default:
		e.byLane(v, bytes, j)
	}
}

// inRegion reports whether the loop being written computes a value.
func (e *emitter) inRegion(v *value) bool {
	return e.p.regions[regionKey{e.p.level[v], v.sp}] == e.lanes.r
}

// multiplyPart uses the instructions that multiply to twice the width where
// the factors fit.
func (e *emitter) multiplyPart(v *value, bytes, j int) {
	f := e.f
	w := int(v.w)
	a, b := v.args[0], v.args[1]
	as := plain
	if v.op == opMulS {
		as = signed
	}
	half := 4 * bytes
	switch {
	case bytes > 1 && bytes > e.lanes.least && int(a.w) <= half && int(b.w) <= half:
		ops := [2]wasm.Lanewise{wasm.ExtMulLowU, wasm.ExtMulHighU}
		if as == signed {
			ops = [2]wasm.Lanewise{wasm.ExtMulLowS, wasm.ExtMulHighS}
		}
		f.Get(e.vec(a, bytes/2, j/2, as))
		f.Get(e.vec(b, bytes/2, j/2, as))
		e.lanewise(ops[j%2], bytes)
	case bytes == 1:
		product := func(bytes, j int) uint32 {
			f.Get(e.vec(a, 2, j, as))
			f.Get(e.vec(b, 2, j, as))
			f.SIMD(wasm.I16x8Mul)
			local := f.Local(wasm.V128)
			f.Set(local)
			return local
		}
		e.narrow(1, j, product)
	default:
		f.Get(e.vec(a, bytes, j, as))
		f.Get(e.vec(b, bytes, j, as))
		f.SIMD(map[int]wasm.SIMDOp{2: wasm.I16x8Mul, 4: wasm.I32x4Mul, 8: wasm.I64x2Mul}[bytes])
	}
	if as == signed || w < int(a.w)+int(b.w) {
		e.clear(w, bytes)
	}
}

// slicePart shifts in the lanes of the argument and then narrows.
func (e *emitter) slicePart(v *value, bytes, j int) {
	f := e.f
	a := v.args[0]
	have := e.lanes.bytes(a)
	if v.k == 0 {
		f.Get(e.vec(a, bytes, j, plain))
		e.clear(int(v.w), bytes)
		return
	}
	var from func(bytes, j int) uint32
	from = func(b, j int) uint32 {
		if b == have {
			f.Get(e.vec(a, have, j, plain))
			f.I32(int32(v.k))
			e.lanewise(wasm.ShrU, have)
		} else {
			e.narrow(b, j, from)
		}
		local := f.Local(wasm.V128)
		f.Set(local)
		return local
	}
	f.Get(from(bytes, j))
	if int(v.k)+int(v.w) < int(a.w) {
		e.clear(int(v.w), bytes)
	}
}

// parityPart folds the bits of each lane.
func (e *emitter) parityPart(v *value, bytes, j int) {
	f := e.f
	a := v.args[0]
	have := e.lanes.bytes(a)
	var from func(bytes, j int) uint32
	from = func(b, j int) uint32 {
		local := f.Local(wasm.V128)
		if b != have {
			e.narrow(b, j, from)
			f.Set(local)
			return local
		}
		f.Get(e.vec(a, have, j, plain))
		f.Set(local)
		for s := 4 * have; s >= 1; s /= 2 {
			f.Get(local)
			f.Get(local)
			f.I32(int32(s))
			e.lanewise(wasm.ShrU, have)
			f.SIMD(wasm.V128Xor)
			f.Set(local)
		}
		return local
	}
	f.Get(from(bytes, j))
	e.clear(1, bytes)
}

// byLane computes an operator that has no vector instruction lane by lane.
func (e *emitter) byLane(v *value, bytes, j int) {
	f := e.f
	l := e.lanes
	per := 16 / bytes
	result := f.Local(wasm.V128)
	f.V128(0, 0)
	f.Set(result)
	for t := range per {
		lane := j*per + t
		var in []uint32
		for _, a := range v.args {
			b := l.bytes(a)
			f.Get(e.vec(a, b, lane*b/16, plain))
			e.extract(b, lane%(16/b))
			if b == 8 && !wideType(int(a.w)) {
				f.Op(wasm.I32WrapI64)
			}
			local := f.Local(typeOf(int(a.w)))
			f.Set(local)
			in = append(in, local)
		}
		f.Get(result)
		e.scalarOp(v, lane, func(i int) { f.Get(in[i]) })
		if bytes == 8 && !wideType(int(v.w)) {
			f.Op(wasm.I64ExtendI32U)
		}
		f.SIMDLane(map[int]wasm.SIMDOp{1: wasm.I8x16Replace, 2: wasm.I16x8Replace, 4: wasm.I32x4Replace, 8: wasm.I64x2Replace}[bytes], t)
		f.Set(result)
	}
	f.Get(result)
}

func (e *emitter) extract(bytes, lane int) {
	e.f.SIMDLane(map[int]wasm.SIMDOp{1: wasm.I8x16ExtractU, 2: wasm.I16x8ExtractU, 4: wasm.I32x4Extract, 8: wasm.I64x2Extract}[bytes], lane)
}
