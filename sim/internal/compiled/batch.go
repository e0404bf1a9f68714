package compiled

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/tetratelabs/wazero/api"

	"npugen/sim/internal/engine"
	"npugen/sim/internal/wasm"
)

// Batch is a function that runs many cycles of some clocks: in each it stores
// a row of a table in inputs, samples outputs into a row of another table, and
// lets the clocks rise. The logic of the outputs and of the next state is
// evaluated once.
type Batch struct {
	e       *Engine
	run     api.Function
	plan    *plan
	in, out int // words of a row
	rows    int // of the tables in linear memory
	table   uint32
}

// tableBytes is about the size of the tables in linear memory.
const tableBytes = 1 << 17

// Batch compiles the function for lists of places of signals. It returns nil
// where asynchronous resets have to act within a cycle.
func (e *Engine) Batch(clocks uint64, in, out []engine.Loc) (*Batch, error) {
	if e.resets != nil {
		return nil, nil
	}
	b := &Batch{e: e}
	j := e.l.job(clocks)
	var samples []*value
	for _, l := range out {
		for i := range e.places[l.Number()].words {
			v := e.sample(&e.places[l.Number()].words[i])
			samples = append(samples, v)
			if !v.constant() {
				j.views = append(j.views, v)
			}
		}
	}
	var inputs []cell
	for _, l := range in {
		inputs = append(inputs, e.places[l.Number()].words...)
	}
	b.in, b.out = len(inputs), len(samples)
	b.rows = max(1, tableBytes/(8*max(1, b.in+b.out)))
	b.table = e.l.arena.bytes(uint32(8*b.rows*(b.in+b.out)), 16)
	m, page := newModule()
	b.plan = newPlan(e.l, j, false)
	b.write(emit(m, page, b.plan, 4), inputs, samples)
	mod, err := e.load(m)
	if err != nil {
		return nil, err
	}
	b.run = mod.ExportedFunction("run")
	return b, nil
}

// sample is a value of the root space that is computed before the edge.
func (e *Engine) sample(c *cell) *value {
	v := c.v
	switch {
	case v == nil && c.bytes == 0:
		return e.l.constant(c.k, 64)
	case v == nil:
		v = c.state
	}
	if v.sp.root() && !v.leaf() {
		return v
	}
	if v.sp.root() {
		return e.l.copyOf(v)
	}
	return e.l.make(value{op: opPick, w: v.w, sp: e.l.spaces[0], args: []*value{v}, k: uint64(c.pos)}, nil)
}

// write exports run(base, rows, in, out) -> rows done: all, or up to the first
// with an event.
func (b *Batch) write(body *body, inputs []cell, samples []*value) {
	const rows, in, out = 1, 2, 3
	top := b.e.l.arena.next - 1
	body.export(i32, func(f *wasm.Func, inside func()) {
		count := f.Local(wasm.I32)
		f.Get(base)
		f.I32(0)
		f.Mem(wasm.I32Store, eventFlag)
		f.Block()
		f.Loop()
		f.Get(base)
		f.Mem(wasm.I32Load8U, top)
		f.Op(wasm.Drop)
		for i, c := range inputs {
			f.Get(base)
			f.Get(in)
			f.Mem(wasm.I64Load, uint32(8*i))
			f.Mem(storeOp(c.bytes, true), c.addr)
		}
		inside()
		for i, v := range samples {
			f.Get(out)
			if v.constant() {
				f.I64(int64(v.k))
			} else {
				f.Get(base)
				f.Mem(loadOp(v.home.elem, true), v.home.addr)
			}
			f.Mem(wasm.I64Store, uint32(8*i))
		}
		for _, x := range [...]struct {
			local uint32
			by    int
		}{{in, 8 * b.in}, {out, 8 * b.out}, {count, 1}} {
			f.Get(x.local)
			f.I32(int32(x.by))
			f.Op(wasm.I32Add)
			f.Set(x.local)
		}
		f.Get(base)
		f.Mem(wasm.I32Load, eventFlag)
		f.BreakIf(1)
		f.Get(count)
		f.Get(rows)
		f.Op(wasm.I32LtU)
		f.BreakIf(0)
		f.End()
		f.End()
		f.Get(count)
	})
}

// Run performs as many cycles as out has rows, or up to the first with events.
func (b *Batch) Run(in, out []uint64, rows int) (done int, events []engine.Event, err error) {
	e := b.e
	e.events = e.events[:0]
	for done < rows && len(e.events) == 0 {
		n := min(rows-done, b.rows)
		at := b.table
		for _, v := range in[done*b.in : (done+n)*b.in] {
			binary.LittleEndian.PutUint64(e.mem[at:], v)
			at += 8
		}
		results := b.table + uint32(8*b.rows*b.in)
		stack := [4]uint64{0, uint64(n), uint64(b.table), uint64(results)}
		if err := b.run.CallWithStack(context.Background(), stack[:]); err != nil {
			return done, nil, fmt.Errorf("compiled engine: %w", err)
		}
		e.epoch++
		e.changes++
		n = int(uint32(stack[0]))
		for i := range out[done*b.out : (done+n)*b.out] {
			out[done*b.out+i] = binary.LittleEndian.Uint64(e.mem[results+uint32(8*i):])
		}
		done += n
		if e.flag() {
			e.collect(b.plan)
		}
	}
	return done, e.events, nil
}
