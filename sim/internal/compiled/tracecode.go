package compiled

import (
	"slices"

	"npugen/sim/internal/engine"
	"npugen/sim/internal/wasm"
)

// emitLook exports look(base), which appends a look to the buffer.
func (t *Trace) emitLook(m *wasm.Module) {
	all := t.emitScan(m, slices.Concat(t.states, t.computed))
	f := m.Func("look", i32, none)
	f.Get(base)
	f.Call(all)
	t.endLook(f)
}

// emitRun exports run(base, n), which runs up to n cycles and returns how many.
// The body computes the values that a look is at and then lets the clocks rise;
// so a look takes the registers before it and the computed values after it. No
// look comes before the first cycle: that is one that has been taken.
func (t *Trace) emitRun(m *wasm.Module, body *body, events bool) {
	before := t.emitScan(m, t.states)
	after := t.emitScan(m, t.computed)
	const n = 1
	body.export(i32, func(f *wasm.Func, inside func()) {
		first := f.Local(wasm.I32)
		unlessFirst := func(do func()) {
			f.Get(first)
			f.Op(wasm.I32Eqz)
			f.If()
			do()
			f.EndIf()
			f.Get(base) // as in emitter.endIf
			f.Set(base)
		}
		clear := func(flag uint32) {
			f.Get(base)
			f.I32(0)
			f.Mem(wasm.I32Store, flag)
		}
		scan := func(index uint32) {
			f.Get(base)
			f.Call(index)
		}
		clear(eventFlag)
		f.Get(base)
		f.Mem(wasm.I32Load, traceFirst)
		f.Set(first)
		clear(traceFirst)
		repeat(f, n, func() {
			unlessFirst(func() { scan(before) })
			inside()
			unlessFirst(func() {
				scan(after)
				t.endLook(f)
			})
			f.I32(0)
			f.Set(first)
		}, func() {
			if events {
				f.Get(base)
				f.Mem(wasm.I32Load, eventFlag)
				f.BreakIf(1)
			}
			f.Get(base)
			f.Mem(wasm.I32Load, traceAt)
			f.I32(int32(t.buffer + bufferBytes))
			f.Op(wasm.I32GeU)
			f.BreakIf(1)
		})
	})
}

// endLook appends the end of a look.
func (t *Trace) endLook(f *wasm.Func) {
	out := f.Local(wasm.I32)
	f.Get(base)
	f.Mem(wasm.I32Load, traceAt)
	f.Tee(out)
	var end uint64 = engine.LookEnd
	f.I64(int64(end))
	f.Mem(wasm.I64Store, 0)
	f.Get(base)
	f.Get(out)
	f.I32(8)
	f.Op(wasm.I32Add)
	f.Mem(wasm.I32Store, traceAt)
}

// emitScan is a function (base) that appends a record for each block of some
// tracts that differs from its copy.
func (t *Trace) emitScan(m *wasm.Module, tracts []tract) uint32 {
	f := m.Func("", i32, none)
	s := &scan{f: f, out: f.Local(wasm.I32), at: f.Local(wasm.I32)}
	for k := range blockParts {
		s.now[k], s.same[k] = f.Local(wasm.V128), f.Local(wasm.V128)
	}
	f.Get(base)
	f.Mem(wasm.I32Load, traceAt)
	f.Set(s.out)
	for _, x := range tracts {
		s.tract(x, t.copies+uint32(x.first*engine.BlockBytes))
	}
	f.Get(base)
	f.Get(s.out)
	f.Mem(wasm.I32Store, traceAt)
	return f.Index
}

// scan is the local variables of a function that compares.
type scan struct {
	f    *wasm.Func
	out  uint32             // where the next record goes
	at   uint32             // address of the block
	now  [blockParts]uint32 // what it holds
	same [blockParts]uint32 // ones where that is what the copy holds
}

const (
	partBytes  = 16 // of a vector
	blockParts = engine.BlockBytes / partBytes
)

// tract compares a tract with its copy, two blocks at a time. The copies are
// after all that is compared, at one distance for all blocks, so that bounds are
// checked once each time.
func (s *scan) tract(x tract, copies uint32) {
	f, away, pairs := s.f, copies-x.addr, uint32(x.blocks/2)
	s.start(x.addr)
	if pairs > 0 {
		f.Loop()
		s.differs(away, 2)
		f.If()
		for b := range 2 {
			s.load(away, b)
			f.If()
			s.record(x, away, b)
			f.EndIf()
		}
		f.EndIf()
		f.Get(s.at)
		f.I32(2 * engine.BlockBytes)
		f.Op(wasm.I32Add)
		f.Tee(s.at)
		s.address(x.addr + pairs*2*engine.BlockBytes)
		f.Op(wasm.I32Eq)
		f.Until()
	}
	if x.blocks%2 == 1 {
		s.load(away, 0)
		f.If()
		s.record(x, away, 0)
		f.EndIf()
	}
}

// differs puts whether some blocks differ from their copies on the stack.
func (s *scan) differs(away uint32, blocks int) {
	f := s.f
	for k := blocks*blockParts - 1; k >= 0; k-- { // the highest address first, for the check of bounds
		f.Get(s.at)
		f.SIMDMem(wasm.V128Load, away+uint32(k*partBytes))
		f.Get(s.at)
		f.SIMDMem(wasm.V128Load, uint32(k*partBytes))
		f.SIMD(wasm.SIMDFor(wasm.Eq, 1))
		if k < blocks*blockParts-1 {
			f.SIMD(wasm.V128And)
		}
	}
	s.notAll()
}

// load takes block b, and puts whether it differs from its copy on the stack.
func (s *scan) load(away uint32, b int) {
	f := s.f
	for k := blockParts - 1; k >= 0; k-- {
		at := uint32(b*engine.BlockBytes + k*partBytes)
		f.Get(s.at)
		f.SIMDMem(wasm.V128Load, away+at)
		f.Get(s.at)
		f.SIMDMem(wasm.V128Load, at)
		f.Tee(s.now[k])
		f.SIMD(wasm.SIMDFor(wasm.Eq, 1))
		f.Tee(s.same[k])
		if k < blockParts-1 {
			f.SIMD(wasm.V128And)
		}
	}
	s.notAll()
}

// notAll is whether any bit of the vector on the stack is 0.
func (s *scan) notAll() {
	s.f.SIMD(wasm.I8x16Bitmask)
	s.f.I32(1<<partBytes - 1)
	s.f.Op(wasm.I32Ne)
}

func (s *scan) address(at uint32) {
	s.f.Get(base)
	s.f.I32(int32(at))
	s.f.Op(wasm.I32Add)
}

func (s *scan) start(at uint32) {
	s.address(at)
	s.f.Set(s.at)
}

// record appends the record of block b, which has been loaded, and copies it.
func (s *scan) record(x tract, away uint32, b int) {
	f := s.f
	for k := blockParts - 1; k >= 0; k-- {
		f.Get(s.out)
		f.Get(s.now[k])
		f.SIMDMem(wasm.V128Store, uint32(16+k*partBytes))
	}
	f.Get(s.out)
	f.Get(s.at)
	s.address(x.addr - uint32((x.first+b)*engine.BlockBytes))
	f.Op(wasm.I32Sub)
	f.I32(6) // log2 of BlockBytes
	f.Op(wasm.I32ShrU)
	f.Op(wasm.I64ExtendI32U)
	f.Mem(wasm.I64Store, 0)
	f.Get(s.out)
	for k := range blockParts {
		f.Get(s.same[k])
		f.SIMD(wasm.I8x16Bitmask)
		f.Op(wasm.I64ExtendI32U)
		if k > 0 {
			f.I64(int64(k * partBytes))
			f.Op(wasm.I64Shl)
			f.Op(wasm.I64Or)
		}
	}
	f.I64(-1)
	f.Op(wasm.I64Xor)
	f.Mem(wasm.I64Store, 8)
	for k := range blockParts {
		f.Get(s.at)
		f.Get(s.now[k])
		f.SIMDMem(wasm.V128Store, away+uint32(b*engine.BlockBytes+k*partBytes))
	}
	f.Get(s.out)
	f.I32(engine.RecordBytes)
	f.Op(wasm.I32Add)
	f.Set(s.out)
}
