package compiled

import (
	"math/bits"

	"npugen/sim/internal/wasm"
)

// addressed pushes the address of a word whose number, within the depth, is in
// the local variable at (an i64 if the memory is paged, else an i32), and
// returns an offset to be added. position pushes the position in the memory's
// space.
func (e *emitter) addressed(m *memory, at uint32, position func()) (offset uint32) {
	f := e.f
	if !m.paged {
		f.Get(at)
		e.times32(m.bytes)
		if !m.sp.root() {
			position()
			e.times32(uint32(m.mem.Depth) * m.bytes)
			f.Op(wasm.I32Add)
		}
		return m.base
	}
	entry, page := f.Local(wasm.I32), f.Local(wasm.I32)
	f.Get(at)
	f.I64(pageShift)
	f.Op(wasm.I64ShrU)
	f.Op(wasm.I32WrapI64)
	if !m.sp.root() {
		position()
		f.I32(int32(m.pages))
		f.Op(wasm.I32Mul)
		f.Op(wasm.I32Add)
	}
	f.Set(entry)
	f.Get(entry)
	f.I32(4)
	f.Op(wasm.I32Mul)
	f.Mem(wasm.I32Load, m.base)
	f.Tee(page)
	f.Op(wasm.I32Eqz)
	f.If()
	f.I32(m.id)
	f.Get(entry)
	f.Call(e.page)
	f.Set(page)
	e.endIf()
	f.Get(at)
	f.Op(wasm.I32WrapI64)
	f.I32(1<<pageShift - 1)
	f.Op(wasm.I32And)
	e.times32(m.bytes)
	f.Get(page)
	f.Op(wasm.I32Add)
	return 0
}

// times32 multiplies the i32 on the stack.
func (e *emitter) times32(by uint32) {
	switch {
	case by == 1:
	case by&(by-1) == 0:
		e.f.I32(int32(bits.TrailingZeros32(by)))
		e.f.Op(wasm.I32Shl)
	default:
		e.f.I32(int32(by))
		e.f.Op(wasm.I32Mul)
	}
}

// inside puts the address of a read or write into a local variable, and
// whether it is within the depth into another; an address that is not becomes
// 0.
func (e *emitter) inside(m *memory, w int, push func()) (at, ok uint32) {
	f := e.f
	size := 32
	if m.paged {
		size = 64
	}
	at = f.Local(typeOf(size))
	if m.covers(w) && (m.sp.root() || m.mem.Depth&(m.mem.Depth-1) == 0) {
		push()
		e.convert(w, size)
		if !m.sp.root() { // between cells there may be anything
			e.pushConst(uint64(m.mem.Depth-1), wideType(size))
			f.Op(arith(wideType(size), wasm.I32And, wasm.I64And))
		}
		f.Set(at)
		return at, base
	}
	ok = f.Local(wasm.I32)
	push()
	e.belowTop(w, uint64(m.mem.Depth))
	f.Set(ok)
	push()
	e.convert(w, size)
	e.pushConst(0, wideType(size))
	f.Get(ok)
	f.Op(wasm.Select)
	f.Set(at)
	return at, ok
}

// read leaves a word of a memory on the stack.
func (e *emitter) read(v *value, position int, arg func(i int)) {
	m := v.mem
	w := int(v.w)
	at, ok := e.inside(m, int(v.args[0].w), func() { arg(0) })
	offset := e.addressed(m, at, func() { e.position(position) })
	e.f.Mem(loadOp(m.wordBytes(), wideType(w)), offset+uint32(8*v.k))
	if ok != base {
		e.pushConst(0, wideType(w))
		e.f.Get(ok)
		e.f.Op(wasm.Select)
	}
}

// wordBytes is the size of one 64-bit word of a value, or of all of a narrow
// one.
func (m *memory) wordBytes() uint32 { return m.bytes / uint32(m.words) }

// write performs a write port in every lane of its memory.
func (e *emitter) write(w write) {
	if w.mem.sp.root() {
		e.scalar = map[*value]uint32{}
		w.visit(func(v *value) { e.get(v) })
		e.writeLane(w, base, e.push)
		return
	}
	e.fresh()
	f := e.f
	sp := w.mem.sp
	pos := f.Local(wasm.I32)
	lane := func() {
		e.writeLane(w, pos, func(v *value) {
			if v.constant() {
				e.pushConst(v.k, wideType(int(v.w)))
				return
			}
			a := e.p.array(v)
			f.Get(pos)
			f.I32(int32(a.elem))
			f.Op(wasm.I32Mul)
			f.Mem(loadOp(a.elem, wideType(a.width)), a.addr)
		})
	}
	f.I32(int32(sp.first))
	f.Set(pos)
	f.Loop()
	lane()
	f.Get(pos)
	f.I32(1)
	f.Op(wasm.I32Add)
	f.Tee(pos)
	f.I32(int32(sp.last + 1))
	f.Op(wasm.I32Eq)
	f.Until()
}

func (e *emitter) writeLane(w write, pos uint32, push func(v *value)) {
	f := e.f
	m := w.mem
	if isZero(w.en) {
		return
	}
	conditional := !w.en.constant()
	if conditional {
		push(w.en)
		f.If()
	}
	at, ok := e.inside(m, int(w.addr.w), func() { push(w.addr) })
	if ok != base {
		f.Get(ok)
		f.If()
	}
	to := f.Local(wasm.I32)
	offset := e.addressed(m, at, func() { f.Get(pos) })
	f.Set(to)
	for k, d := range w.data {
		wide := wideType(int(d.w))
		off := offset + uint32(8*k)
		f.Get(to)
		push(d)
		if w.mask != nil && !isOnes(w.mask[k]) {
			// old ^ (old ^ new) & mask
			f.Get(to)
			f.Mem(loadOp(m.wordBytes(), wide), off)
			f.Op(arith(wide, wasm.I32Xor, wasm.I64Xor))
			push(w.mask[k])
			f.Op(arith(wide, wasm.I32And, wasm.I64And))
			f.Get(to)
			f.Mem(loadOp(m.wordBytes(), wide), off)
			f.Op(arith(wide, wasm.I32Xor, wasm.I64Xor))
		}
		f.Mem(storeOp(m.wordBytes(), wide), off)
	}
	if e.p.watch != nil {
		e.raise(e.p.watch.mems[m])
		if e.zone != nil {
			e.mark(e.p.watch.flags, e.zone.zone, 1) // again, while it is enabled
		}
	}
	if ok != base {
		e.endIf()
	}
	if conditional {
		e.endIf()
	}
}
