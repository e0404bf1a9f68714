package compiled

import "npugen/sim/internal/wasm"

// body is the code of a plan: one function, or several to be called one after
// the other where it is long.
type body struct {
	m      *wasm.Module
	params []wasm.Type
	parts  []*wasm.Func
}

func newBody(m *wasm.Module, params int) *body {
	b := &body{m: m}
	for range params {
		b.params = append(b.params, wasm.I32)
	}
	return b
}

// part starts another function.
func (b *body) part() *wasm.Func {
	f := b.m.Func("", b.params, none)
	b.parts = append(b.parts, f)
	return f
}

// export exports as "run" a function with the parameters of the body; around
// writes what comes before and after the code, which it writes by calling
// inside. A body of one part becomes that function itself: a call costs as much
// as some tens of operators, at every cycle.
func (b *body) export(results []wasm.Type, around func(f *wasm.Func, inside func())) {
	const name = "run"
	if len(b.parts) == 1 {
		f := b.parts[0]
		code := f.Take()
		b.m.Export(f, name, results)
		around(f, func() { f.Append(code) })
		return
	}
	f := b.m.Func(name, b.params, results)
	around(f, func() {
		for _, part := range b.parts {
			for i := range b.params {
				f.Get(uint32(i))
			}
			f.Call(part.Index)
		}
	})
}

// until is what ends a run, besides a number of times.
type until int

const (
	untilEvent until = iota
	whileEvents
	noEvents // there are none
)

// run exports a function (base, n) that does the body n times, or until what
// end says, and returns how often it did.
func (b *body) run(end until) {
	const n = 1
	b.export(i32, func(f *wasm.Func, inside func()) {
		clear := func() {
			f.Get(base)
			f.I32(0)
			f.Mem(wasm.I32Store, eventFlag)
		}
		clear()
		repeat(f, n, func() {
			if end == whileEvents {
				clear()
			}
			inside()
		}, func() {
			if end == noEvents {
				return
			}
			f.Get(base)
			f.Mem(wasm.I32Load, eventFlag)
			if end == whileEvents {
				f.Op(wasm.I32Eqz)
			}
			f.BreakIf(1)
		})
	})
}

// repeat does what is inside n times, or until stop leaves the loop,
// and leaves on the stack how often it did.
func repeat(f *wasm.Func, n uint32, inside, stop func()) {
	count := f.Local(wasm.I32)
	f.Loop()
	inside()
	f.Get(count)
	f.I32(1)
	f.Op(wasm.I32Add)
	f.Set(count)
	stop()
	f.Get(count)
	f.Get(n)
	f.Op(wasm.I32GeU)
	f.Until()
	f.Get(count)
}
