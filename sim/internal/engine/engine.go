package engine

import (
	"fmt"
	"math/bits"

	"npugen/hdl/ir"
)

// Engine is a compiled design and its state.
type Engine struct {
	contexts []*context // by number, the top first
	clocks   []*ir.Signal

	st     []uint64 // all values
	shadow []uint64 // exported values as of their last comparison
	instrs []instr
	tables tables

	blocks  []block
	dirty   bitset // blocks with a changed input
	stale   bool   // some block is dirty, or asynchronous resets may act
	groups  []group
	pending bitset // groups whose next values may differ from the registers

	stores       []store
	storeReaders [][]int32 // blocks that read a store produced elsewhere
	storeGroup   []int32   // register group of a store, -1 if none
	memReaders   [][]int32

	registers    []register
	memories     []*memory
	memReads     []memRead
	memWrites    []memWrite
	resets       []reset
	asserts      []assertion
	domainResets [][]slot  // by clock: the resets of its registers
	seenReset    [1]uint64 // by clock, a bit: a reset was active at an edge

	loops  []string // signals at which combinational loops were cut
	passes int      // evaluations allowed until such loops settle

	events []Event
}

// New compiles a design, which must be legal by ir.Verify. Registers and
// memories hold their power-up values for the seed.
func New(d *ir.Design, seed uint64) (*Engine, error) { return newEngine(d, seed, true) }

// NewUnchecked is New for a design whose assertions and covers are not
// evaluated.
func NewUnchecked(d *ir.Design, seed uint64) (*Engine, error) { return newEngine(d, seed, false) }

func newEngine(d *ir.Design, seed uint64, checked bool) (*Engine, error) {
	b, err := build(d, seed, checked)
	if err != nil {
		return nil, err
	}
	e := &Engine{
		contexts: b.contexts, clocks: b.clocks,
		st: b.image, instrs: b.instrs, tables: b.tables,
		stores: b.stores, registers: b.registers, memories: b.memories,
		memReads: b.memReads, memWrites: b.memWrites, resets: b.resets, asserts: b.asserts,
		domainResets: b.domainResets,
		passes:       8,
	}
	for key, s := range b.cuts {
		e.loops = append(e.loops, fmt.Sprintf("%s.%s", key.c.Mod.Name, key.e.sig.Name))
		e.passes += int(s.width * s.lanes)
	}
	e.partition(b)
	e.dirty = newBitset(len(e.blocks))
	e.pending = newBitset(len(e.groups))
	e.dirty.setAll(len(e.blocks))
	e.pending.setAll(len(e.groups))
	e.stale = true
	return e, nil
}

// Settle evaluates the combinational logic that a change has reached, and lets
// asynchronous resets act in rounds: all that are active at once, then the logic
// that they reach. This ends, as a register that has been reset stays so.
func (e *Engine) Settle() error {
	for e.stale {
		if err := e.settleLogic(); err != nil {
			return err
		}
		e.resetNow()
	}
	return nil
}

func (e *Engine) settleLogic() error {
	for pass := 0; e.stale; pass++ {
		if pass > e.passes {
			return fmt.Errorf("combinational loop does not settle: through %v", e.loops)
		}
		e.stale = false
		e.sweep()
	}
	return nil
}

// sweep evaluates the dirty blocks in order. A block wakes later ones, except
// across the cut of a loop, which sets stale again.
func (e *Engine) sweep() {
	for w := range e.dirty {
		for set := e.dirty[w]; set != 0; {
			bit := bits.TrailingZeros64(set)
			e.dirty[w] &^= 1 << bit
			e.evaluate(&e.blocks[w<<6+bit], w<<6+bit)
			set = e.dirty[w] >> bit >> 1 << bit << 1 // only onwards, even in a loop
		}
	}
}

func (e *Engine) evaluate(k *block, self int) {
	e.run(e.instrs[k.first:k.last])
	for _, g := range k.groups {
		e.pending.set(g)
	}
	for i := range k.exports {
		x := &k.exports[i]
		if x.shadow >= 0 && !update(e.shadow[x.shadow:x.shadow+x.size], e.st[x.off:x.off+x.size]) {
			continue
		}
		for _, r := range x.readers {
			e.dirty.set(r)
			if int(r) <= self {
				e.stale = true
			}
		}
	}
}

// wake marks the blocks that read a store.
func (e *Engine) wake(readers []int32) {
	for _, r := range readers {
		e.dirty.set(r)
		e.stale = true
	}
}

// resetNow applies the asynchronous resets that are active. Which ones are does not
// change meanwhile (builder.steady).
func (e *Engine) resetNow() {
	for i := range e.resets {
		r := &e.resets[i]
		changed := false
		w := int(r.q.words)
		for l := range int(r.on.lanes) {
			if e.st[int(r.on.off)+l] == 0 {
				continue
			}
			q := e.st[int(r.q.off)+l*w:][:w]
			if update(q, e.st[int(r.init.off)+l*w:][:w]) {
				changed = true
			}
		}
		if changed {
			e.touch(r.q.store)
		}
	}
}

// touch notes that a store of state or an input was changed from outside its
// block. A reset may be active that takes this back, even if nothing reads it.
func (e *Engine) touch(st int32) {
	e.wake(e.storeReaders[st])
	e.stale = true
	if g := e.storeGroup[st]; g >= 0 {
		e.pending.set(g)
	}
}

// update copies src to dst and reports whether that changed it.
func update(dst, src []uint64) bool {
	if len(dst) == 1 {
		old := dst[0]
		dst[0] = src[0]
		return old != src[0]
	}
	src = src[:len(dst)]
	for i := range dst {
		if dst[i] != src[i] {
			copy(dst[i:], src[i:])
			return true
		}
	}
	return false
}

type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (s bitset) set(i int32) { s[uint32(i)>>6] |= 1 << (uint32(i) & 63) }

func (s bitset) setAll(n int) {
	for i := range n {
		s.set(int32(i))
	}
}
