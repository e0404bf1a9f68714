package compiled

import "npugen/sim/internal/wasm"

// wideType reports whether a scalar of the width is an i64 rather than an i32.
func wideType(width int) bool { return width > 32 }

func typeOf(width int) wasm.Type {
	if wideType(width) {
		return wasm.I64
	}
	return wasm.I32
}

func loadOp(elem uint32, wide bool) wasm.Op {
	if wide {
		return map[uint32]wasm.Op{1: wasm.I64Load8U, 2: wasm.I64Load16U, 4: wasm.I64Load32U, 8: wasm.I64Load}[elem]
	}
	return map[uint32]wasm.Op{1: wasm.I32Load8U, 2: wasm.I32Load16U, 4: wasm.I32Load, 8: wasm.I32Load}[elem]
}

func storeOp(elem uint32, wide bool) wasm.Op {
	if wide {
		return map[uint32]wasm.Op{1: wasm.I64Store8, 2: wasm.I64Store16, 4: wasm.I64Store32, 8: wasm.I64Store}[elem]
	}
	return map[uint32]wasm.Op{1: wasm.I32Store8, 2: wasm.I32Store16, 4: wasm.I32Store, 8: wasm.I32Store}[elem]
}

func (e *emitter) pushConst(k uint64, wide bool) {
	if wide {
		e.f.I64(int64(k))
	} else {
		e.f.I32(int32(uint32(k)))
	}
}

// load pushes what a storage holds at a position.
func (e *emitter) load(s *storage, position int) {
	e.f.Get(base)
	e.f.Mem(loadOp(s.elem, wideType(s.width)), s.addr+uint32(position)*s.elem)
}

// get is the local variable that holds a value of the root space.
func (e *emitter) get(v *value) uint32 {
	if local, ok := e.scalar[v]; ok {
		return local
	}
	if e.p.deferred(v) {
		e.compute(v)
		return e.scalar[v]
	}
	local := e.f.Local(typeOf(int(v.w)))
	if v.constant() {
		e.pushConst(v.k, wideType(int(v.w)))
	} else {
		e.load(e.p.array(v), 0)
	}
	e.f.Set(local)
	e.know(v, local)
	return local
}

// know notes in which local variable a value of the root space is.
func (e *emitter) know(v *value, local uint32) {
	e.scalar[v] = local
	e.known = append(e.known, v)
}

// push pushes a value of the root space.
func (e *emitter) push(v *value) {
	if v.constant() {
		e.pushConst(v.k, wideType(int(v.w)))
		return
	}
	e.f.Get(e.get(v))
}

// store writes a value of the root space to memory.
func (e *emitter) store(to *storage, v *value) {
	e.f.Get(base)
	e.push(v)
	e.f.Mem(storeOp(to.elem, wideType(to.width)), to.addr)
}

// compute puts a value of the root space into a local variable and, if it is
// needed elsewhere, in its home.
func (e *emitter) compute(v *value) {
	if s, ok := e.p.arms.sides[v]; ok {
		e.branch(v, s)
	} else {
		e.operator(v)
	}
	local := e.f.Local(typeOf(int(v.w)))
	e.f.Set(local)
	e.know(v, local)
	if e.p.kept[v] {
		e.differs(e.readersOf(v), e.p.home(v), v)
		e.store(e.p.home(v), v)
	}
}

// operator pushes a value computed without a branch.
func (e *emitter) operator(v *value) {
	switch v.op {
	case opPick:
		x := v.args[0]
		e.load(e.p.array(x), int(v.k))
	case opTable:
		e.table(v)
	case opMatch:
		e.match(v)
	case opCat, opSext:
		e.field(v, 0, int(v.w), int(v.w))
	case opEq, opLt, opLtS:
		e.relation(v, false)
	case opNot:
		e.not(v)
	case opMux:
		e.push(v.args[1])
		e.push(v.args[2])
		e.choice(v.args[0])
		e.f.Op(wasm.Select)
	default:
		e.scalarOp(v, 0, func(i int) { e.push(v.args[i]) })
	}
}

// choice pushes a condition.
func (e *emitter) choice(v *value) {
	if e.p.chooses(v) && e.p.deferred(v) {
		e.relation(v, false)
	} else {
		e.push(v)
	}
}

// not turns a comparison round that nothing else needs.
func (e *emitter) not(v *value) {
	if x := v.args[0]; e.p.deferred(x) && !e.has(x) {
		e.relation(x, true)
	} else {
		e.scalarOp(v, 0, func(i int) { e.push(v.args[i]) })
	}
}

// convert makes a number of one width a number of another, at least as wide
// or cut later.
func (e *emitter) convert(from, to int) {
	switch {
	case wideType(from) && !wideType(to):
		e.f.Op(wasm.I32WrapI64)
	case !wideType(from) && wideType(to):
		e.f.Op(wasm.I64ExtendI32U)
	}
}

// arith picks between the instruction on 32 and on 64 bits.
func arith(wide bool, narrow, broad wasm.Op) wasm.Op {
	if wide {
		return broad
	}
	return narrow
}

// mask clears the bits above the width, if there is room for any.
func (e *emitter) mask(w int) {
	if w == 32 || w == 64 {
		return
	}
	wide := wideType(w)
	e.pushConst(ones(w), wide)
	e.f.Op(arith(wide, wasm.I32And, wasm.I64And))
}

// signed sign-extends the number on the stack, of width w, to its type.
func (e *emitter) signed(w int, wide bool) {
	size := 32
	if wide {
		size = 64
	}
	switch {
	case w == size:
	case w == 8:
		e.f.Op(arith(wide, wasm.I32Extend8S, wasm.I64Extend8S))
	case w == 16:
		e.f.Op(arith(wide, wasm.I32Extend16S, wasm.I64Extend16S))
	case w == 32:
		e.f.Op(wasm.I64Extend32S)
	default:
		e.pushConst(uint64(size-w), wide)
		e.f.Op(arith(wide, wasm.I32Shl, wasm.I64Shl))
		e.pushConst(uint64(size-w), wide)
		e.f.Op(arith(wide, wasm.I32ShrS, wasm.I64ShrS))
	}
}

// scalarOp leaves one lane of an operator on the stack; arg pushes an argument
// of that lane, lane is its position for memories.
func (e *emitter) scalarOp(v *value, position int, arg func(i int)) {
	f := e.f
	w := int(v.w)
	wide := wideType(w)
	var w0 int
	if len(v.args) > 0 {
		w0 = int(v.args[0].w)
	}
	wide0 := wideType(w0)
	two := func(narrow, broad wasm.Op) {
		arg(0)
		arg(1)
		f.Op(arith(wide0, narrow, broad))
	}
	switch v.op {
	case opNot:
		arg(0)
		e.pushConst(ones(w), wide)
		f.Op(arith(wide, wasm.I32Xor, wasm.I64Xor))
	case opAnd:
		two(wasm.I32And, wasm.I64And)
	case opOr:
		two(wasm.I32Or, wasm.I64Or)
	case opXor:
		two(wasm.I32Xor, wasm.I64Xor)
	case opAdd:
		two(wasm.I32Add, wasm.I64Add)
		e.mask(w)
	case opSub:
		two(wasm.I32Sub, wasm.I64Sub)
		e.mask(w)
	case opMul, opMulS:
		for i, a := range v.args {
			arg(i)
			e.convert(int(a.w), w)
			if v.op == opMulS && int(a.w) < w {
				e.signed(int(a.w), wide)
			}
		}
		f.Op(arith(wide, wasm.I32Mul, wasm.I64Mul))
		e.mask(w)
	case opDiv, opDivS, opRem, opRemS:
		e.divide(v, arg)
	case opEq:
		two(wasm.I32Eq, wasm.I64Eq)
	case opLt:
		two(wasm.I32LtU, wasm.I64LtU)
	case opLtS:
		for i := range 2 {
			arg(i)
			e.signed(w0, wide0)
		}
		f.Op(arith(wide0, wasm.I32LtS, wasm.I64LtS))
	case opParity:
		arg(0)
		f.Op(arith(wide0, wasm.I32Popcnt, wasm.I64Popcnt))
		e.convert(w0, 1)
		f.I32(1)
		f.Op(wasm.I32And)
	case opShl:
		arg(0)
		e.pushConst(v.k, wide)
		f.Op(arith(wide, wasm.I32Shl, wasm.I64Shl))
		e.mask(w)
	case opShlV, opShrV, opSarV:
		arg(0)
		if v.op == opSarV {
			e.signed(w, wide)
		}
		arg(1)
		e.convert(int(v.args[1].w), w)
		f.Op(map[op]wasm.Op{
			opShlV: arith(wide, wasm.I32Shl, wasm.I64Shl),
			opShrV: arith(wide, wasm.I32ShrU, wasm.I64ShrU),
			opSarV: arith(wide, wasm.I32ShrS, wasm.I64ShrS),
		}[v.op])
		e.mask(w)
	case opSar:
		arg(0)
		e.signed(w, wide)
		e.pushConst(v.k, wide)
		f.Op(arith(wide, wasm.I32ShrS, wasm.I64ShrS))
		e.mask(w)
	case opShr:
		arg(0)
		e.pushConst(v.k, wide)
		f.Op(arith(wide, wasm.I32ShrU, wasm.I64ShrU))
	case opZext, opSplat, opShift:
		arg(0)
		e.convert(w0, w)
	case opSext:
		arg(0)
		e.convert(w0, w)
		e.signed(w0, wide)
		e.mask(w)
	case opSlice:
		arg(0)
		if v.k != 0 {
			e.pushConst(v.k, wide0)
			f.Op(arith(wide0, wasm.I32ShrU, wasm.I64ShrU))
		}
		e.convert(w0, w)
		if int(v.k)+w < w0 {
			e.mask(w)
		}
	case opCat:
		low := int(v.args[1].w)
		arg(0)
		e.convert(w0, w)
		e.pushConst(uint64(low), wide)
		f.Op(arith(wide, wasm.I32Shl, wasm.I64Shl))
		arg(1)
		e.convert(low, w)
		f.Op(arith(wide, wasm.I32Or, wasm.I64Or))
	case opMux:
		arg(1)
		arg(2)
		arg(0)
		f.Op(wasm.Select)
	case opRead:
		e.read(v, position, arg)
	default:
		panic("compiled: operator without code")
	}
}

// divide is division and remainder by the rules of package ir, in 64 bits,
// where only the division of the smallest number by -1 overflows.
func (e *emitter) divide(v *value, arg func(i int)) {
	f := e.f
	w := int(v.w)
	signed := v.op == opDivS || v.op == opRemS
	rem := v.op == opRem || v.op == opRemS
	var in [2]uint32
	for i := range in {
		arg(i)
		e.convert(w, 64)
		if signed {
			e.signed(w, true)
		}
		in[i] = f.Local(wasm.I64)
		f.Set(in[i])
	}
	a, b := in[0], in[1]
	d := f.Local(wasm.I64) // 1 where division is not possible
	f.I64(1)
	f.Get(b)
	f.Get(b)
	f.Op(wasm.I64Eqz)
	if signed {
		f.Get(b)
		f.I64(-1)
		f.Op(wasm.I64Eq)
		f.Op(wasm.I32Or)
	}
	f.Op(wasm.Select)
	f.Set(d)
	// by zero
	if rem {
		f.Get(a)
	} else {
		f.I64(-1)
	}
	// by anything else
	f.Get(a)
	f.Get(d)
	switch v.op {
	case opDiv:
		f.Op(wasm.I64DivU)
	case opDivS:
		f.Op(wasm.I64DivS)
	case opRem:
		f.Op(wasm.I64RemU)
	case opRemS:
		f.Op(wasm.I64RemS)
	}
	if v.op == opDivS {
		q := f.Local(wasm.I64)
		f.Set(q)
		f.I64(0)
		f.Get(a)
		f.Op(wasm.I64Sub)
		f.Get(q)
		f.Get(b)
		f.I64(-1)
		f.Op(wasm.I64Eq)
		f.Op(wasm.Select)
	}
	f.Get(b)
	f.Op(wasm.I64Eqz)
	f.Op(wasm.Select)
	e.convert(64, w)
	e.mask(w)
}

// table reads one of several registers that lie side by side.
func (e *emitter) table(v *value) {
	f := e.f
	s := v.args[1].store
	wide, index := wideType(int(v.w)), v.args[0]
	n := uint64(len(v.args) - 1)
	all := index.w < 64 && uint64(1)<<index.w <= n
	if all {
		e.push(index)
		e.convert(int(index.w), 32)
	} else {
		e.push(index)
		e.convert(int(index.w), 32)
		f.I32(0)
		e.below(index, n)
		f.Op(wasm.Select)
	}
	f.I32(int32(s.elem))
	f.Op(wasm.I32Mul)
	f.Get(base)
	f.Op(wasm.I32Add)
	f.Mem(loadOp(s.elem, wide), s.addr)
	if !all {
		e.pushConst(0, wide)
		e.below(index, n)
		f.Op(wasm.Select)
	}
}

// below pushes whether a value is less than n.
func (e *emitter) below(v *value, n uint64) {
	e.push(v)
	e.belowTop(int(v.w), n)
}

func (e *emitter) belowTop(w int, n uint64) {
	wide := wideType(w)
	e.pushConst(n, wide)
	e.f.Op(arith(wide, wasm.I32LtU, wasm.I64LtU))
}
