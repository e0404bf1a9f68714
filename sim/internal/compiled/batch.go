package compiled

import (
	"encoding/binary"

	"npugen/sim/internal/engine"
	"npugen/sim/internal/wasm"
)

// Batch is a function that runs many cycles of some clocks: in each it stores
// a row of a table in inputs, samples outputs into a row of another table, and
// lets the clocks rise. The logic of the outputs and of the next state is
// evaluated once.
type Batch struct {
	e       *Engine
	codes   *codes
	in, out int // words of a row
	rows    int // of the tables in linear memory
	table   uint32
}

// tableBytes is about the size of the tables in linear memory.
const tableBytes = 1 << 17

// Batch compiles the function for lists of places of signals. It returns nil
// where asynchronous resets have to act within a cycle.
func (e *Engine) Batch(clocks uint64, in, out []engine.Loc) (b *Batch, err error) {
	if e.resets != nil {
		return nil, nil
	}
	defer rescue(&err)
	b = &Batch{e: e}
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
	b.table = e.tables(uint32(8 * b.rows * (b.in + b.out)))
	b.codes, err = e.newCodes(func(watching bool) (*code, error) {
		p := newPlan(e.l, j, watching)
		m, page := newModule()
		b.write(emit(m, page, p, 4), p, inputs, samples)
		return e.code(m, p)
	})
	return b, err
}

// tables is room for the tables of a batch, which all share, as one runs at a time.
func (e *Engine) tables(size uint32) uint32 {
	if size > e.rows.to-e.rows.from {
		at := e.l.arena.bytes(size, 16)
		e.rows = extent{at, at + size}
	}
	return e.rows.from
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
func (b *Batch) write(body *body, p *plan, inputs []cell, samples []*value) {
	const rows, in, out = 1, 2, 3
	top := b.e.l.arena.next - 1
	body.export(i32, func(f *wasm.Func, inside func()) {
		count := f.Local(wasm.I32)
		f.Get(base)
		f.I32(0)
		f.Mem(wasm.I32Store, eventFlag)
		f.Loop()
		f.Get(base)
		f.Mem(wasm.I32Load8U, top)
		f.Op(wasm.Drop)
		for i, c := range inputs {
			drive(f, p, c, func() {
				f.Get(in)
				f.Mem(wasm.I64Load, uint32(8*i))
			})
		}
		inside()
		for i, v := range samples {
			f.Get(out)
			if v.constant() {
				f.I64(int64(v.k))
			} else {
				f.Get(base)
				f.Mem(loadOp(p.home(v).elem, true), p.home(v).addr)
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
		f.Op(wasm.I32GeU)
		f.Until()
		f.Get(count)
	})
}

// drive stores a word in an input. A plan that watches wakes the readers of one
// that changes.
func drive(f *wasm.Func, p *plan, c cell, word func()) {
	if p.watch != nil {
		word()
		f.Get(base)
		f.Mem(loadOp(c.bytes, true), c.addr)
		f.Op(wasm.I64Ne)
		f.If()
		for _, z := range p.watch.states[c.state.store] {
			f.Get(base)
			f.I32(raised)
			f.Mem(wasm.I32Store8, p.watch.flags+uint32(z.index))
		}
		endIf(f)
	}
	f.Get(base)
	word()
	f.Mem(storeOp(c.bytes, true), c.addr)
}

// Run performs as many cycles as out has rows, or up to the first with events.
func (b *Batch) Run(in, out []uint64, rows int) (done int, events []engine.Event, err error) {
	e := b.e
	e.events = e.events[:0]
	results := b.table + uint32(8*b.rows*b.in)
	for done < rows && len(e.events) == 0 {
		c, n, err := e.choose(b.codes, min(rows-done, b.rows))
		if err != nil {
			return done, nil, err
		}
		at := b.table
		for _, v := range in[done*b.in : (done+n)*b.in] {
			binary.LittleEndian.PutUint64(e.mem[at:], v)
			at += 8
		}
		if n, err = e.step(b.codes, c, n, uint64(b.table), uint64(results)); err != nil {
			return done, nil, err
		}
		e.epoch++
		for i := range out[done*b.out : (done+n)*b.out] {
			out[done*b.out+i] = binary.LittleEndian.Uint64(e.mem[results+uint32(8*i):])
		}
		done += n
		if e.flag() {
			e.collect(c.plan)
		}
	}
	return done, e.events, nil
}
