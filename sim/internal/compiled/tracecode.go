package compiled

import (
	"npugen/sim/internal/engine"
	"npugen/sim/internal/wasm"
)

// emitLook exports look(base), which appends a look to the buffer.
func (t *Trace) emitLook(m *wasm.Module) {
	all := t.emitScan(m, 0, len(t.groups))
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
	before := t.emitScan(m, 0, t.states)
	after := t.emitScan(m, t.states, len(t.groups))
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

// scan is the local variables of a function that compares.
type scan struct {
	f                   *wasm.Func
	out                 uint32              // where the next record goes
	entry, group, saved uint32              // addresses: in the table, of a group, of its copy
	now                 [groupBlocks]uint32 // what the group holds
}

const groupBlocks = groupBytes / engine.BlockBytes

// emitScan is a function (base) that appends a record for each block of some
// groups that differs from its copy.
func (t *Trace) emitScan(m *wasm.Module, from, to int) uint32 {
	f := m.Func("", i32, none)
	if from == to {
		return f.Index
	}
	s := &scan{f: f, out: f.Local(wasm.I32), entry: f.Local(wasm.I32), group: f.Local(wasm.I32), saved: f.Local(wasm.I32)}
	for k := range s.now {
		s.now[k] = f.Local(wasm.V128)
	}
	f.Get(base)
	f.Mem(wasm.I32Load, traceAt)
	f.Set(s.out)
	s.start(s.entry, t.table+uint32(4*from))
	s.start(s.saved, t.copies+uint32(groupBytes*from))
	f.Loop()
	f.Get(s.entry)
	f.Mem(wasm.I32Load, 0)
	f.Set(s.group)
	for k := groupBlocks - 1; k >= 0; k-- { // the highest address first, for the check of bounds
		f.Get(s.group)
		f.SIMDMem(wasm.V128Load, uint32(k*engine.BlockBytes))
		f.Tee(s.now[k])
		f.Get(s.saved)
		f.SIMDMem(wasm.V128Load, uint32(k*engine.BlockBytes))
		f.SIMD(wasm.V128Xor)
		if k < groupBlocks-1 {
			f.SIMD(wasm.V128Or)
		}
	}
	f.SIMD(wasm.V128AnyTrue)
	f.If()
	for k := range groupBlocks {
		s.record(k, t.copies)
	}
	f.EndIf()
	s.step(s.saved, groupBytes)
	s.step(s.entry, 4)
	f.Get(s.entry)
	f.Get(base)
	f.I32(int32(t.table + uint32(4*to)))
	f.Op(wasm.I32Add)
	f.Op(wasm.I32Ne)
	f.BreakIf(0)
	f.End()
	f.Get(base)
	f.Get(s.out)
	f.Mem(wasm.I32Store, traceAt)
	return f.Index
}

// start sets an address.
func (s *scan) start(local, at uint32) {
	s.f.Get(base)
	s.f.I32(int32(at))
	s.f.Op(wasm.I32Add)
	s.f.Set(local)
}

// step moves an address on.
func (s *scan) step(local, by uint32) {
	s.f.Get(local)
	s.f.I32(int32(by))
	s.f.Op(wasm.I32Add)
	s.f.Set(local)
}

// record writes the record of block k of a group and copies the block. It does
// so without a branch, which nothing could predict: only whether the record
// stays depends on the block.
func (s *scan) record(k int, copies uint32) {
	f, at := s.f, uint32(k*engine.BlockBytes)
	mask := f.Local(wasm.I32)
	f.Get(s.out)
	f.Get(s.now[k])
	f.SIMDMem(wasm.V128Store, 8)
	f.Get(s.now[k])
	f.Get(s.saved)
	f.SIMDMem(wasm.V128Load, at)
	f.SIMD(wasm.SIMDFor(wasm.Eq, 1))
	f.SIMD(wasm.I8x16Bitmask)
	f.I32(1<<engine.BlockBytes - 1)
	f.Op(wasm.I32Xor)
	f.Set(mask)
	f.Get(s.out)
	f.Get(mask)
	f.Mem(wasm.I32Store, 0)
	f.Get(s.out) // the number of the block
	f.Get(s.saved)
	f.Get(base)
	f.I32(int32(copies))
	f.Op(wasm.I32Add)
	f.Op(wasm.I32Sub)
	f.I32(4) // log2 of BlockBytes
	f.Op(wasm.I32ShrU)
	f.I32(int32(k))
	f.Op(wasm.I32Add)
	f.Mem(wasm.I32Store, 4)
	f.Get(s.saved)
	f.Get(s.now[k])
	f.SIMDMem(wasm.V128Store, at)
	f.Get(s.out)
	f.I32(engine.RecordBytes)
	f.I32(0)
	f.Get(mask)
	f.Op(wasm.Select)
	f.Op(wasm.I32Add)
	f.Set(s.out)
}
