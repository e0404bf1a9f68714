package compiled

import "npugen/sim/internal/wasm"

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
