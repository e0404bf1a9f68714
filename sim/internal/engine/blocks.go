package engine

// Block sizes. A block is evaluated as a whole, so a large one does work that
// was not needed, and a small one pays more for finding out.
const (
	maxBlock     = 24 // instructions of one lane
	maxLaneBlock = 8  // instructions of many lanes
	minAtRoot    = 8  // a block this long ends where a new root begins
	compareUpTo  = 8  // words: larger results always wake their readers
	manyLanes    = 16 // from here on an instruction counts as one of many lanes
)

// block is a stretch of instructions with what happens after them.
type block struct {
	first, last int32 // instructions first .. last-1
	exports     []export
	groups      []int32 // groups of registers whose next value is computed here
}

// export is a value that other blocks read. When it is compared, they are
// woken only if it changed since the last time.
type export struct {
	off, size int32
	shadow    int32 // where the last value is kept; -1 when it is not compared
	readers   []int32
}

// group is the registers of one clock whose next values one block computes.
type group struct {
	clock int
	regs  []int32
}

// register is one element of a register in all lanes of its context.
type register struct {
	clock   int
	q, next slot
}

// partition cuts the instructions into blocks and links them.
func (e *Engine) partition(b *builder) {
	e.storeReaders = make([][]int32, len(b.stores))
	e.storeGroup = make([]int32, len(b.stores))
	e.memReaders = make([][]int32, len(b.memories))
	blockOf := e.cut(b)

	last := make([]int32, len(b.stores)) // last reader noted, to skip repeats
	for i := range last {
		last[i] = -1
	}
	for i, reads := range b.reads {
		for _, st := range reads {
			if p := b.stores[st].producer; p != noInstr && blockOf[p] == blockOf[i] {
				continue
			}
			if last[st] != blockOf[i] {
				last[st] = blockOf[i]
				e.storeReaders[st] = append(e.storeReaders[st], blockOf[i])
			}
		}
		if b.instrs[i].op == opMemRead {
			m := b.tables.memReads[b.instrs[i].x].mem.id
			e.memReaders[m] = append(e.memReaders[m], blockOf[i])
		}
	}
	cuts := map[int32]bool{}
	for _, s := range b.cuts {
		cuts[s.store] = true
	}
	for id, st := range b.stores {
		if st.producer == noInstr || len(e.storeReaders[id]) == 0 {
			continue
		}
		x := export{off: st.off, size: st.size, shadow: -1, readers: e.storeReaders[id]}
		if st.size <= compareUpTo || cuts[int32(id)] {
			x.shadow = int32(len(e.shadow))
			e.shadow = append(e.shadow, make([]uint64, st.size)...)
		}
		k := &e.blocks[blockOf[st.producer]]
		k.exports = append(k.exports, x)
	}
	e.groupRegisters(b, blockOf)
}

// cut chooses the blocks and returns the block of each instruction.
func (e *Engine) cut(b *builder) []int32 {
	roots := make([]bool, len(b.instrs)+1)
	for _, r := range b.roots {
		roots[r] = true
	}
	alone := make([]bool, len(b.instrs)) // carries a value back around a loop
	for _, s := range b.cuts {
		alone[b.stores[s.store].producer] = true
	}
	blockOf := make([]int32, len(b.instrs))
	first := 0
	for i := range b.instrs {
		blockOf[i] = int32(len(e.blocks))
		end := i+1 == len(b.instrs)
		if !end {
			many := b.instrs[i].n >= manyLanes
			n := i + 1 - first
			end = alone[i] || alone[i+1] || b.instrs[i].n != b.instrs[i+1].n ||
				many && (n >= maxLaneBlock || roots[i+1]) ||
				n >= maxBlock || n >= minAtRoot && roots[i+1]
		}
		if end {
			e.blocks = append(e.blocks, block{first: int32(first), last: int32(i + 1)})
			first = i + 1
		}
	}
	return blockOf
}

func (e *Engine) groupRegisters(b *builder, blockOf []int32) {
	type key struct {
		block int32
		clock int
	}
	for i := range e.storeGroup {
		e.storeGroup[i] = -1
	}
	index := map[key]int32{}
	for i, r := range b.registers {
		k := key{blockOf[b.stores[r.next.store].producer], r.clock}
		g, ok := index[k]
		if !ok {
			g = int32(len(e.groups))
			index[k] = g
			e.groups = append(e.groups, group{clock: r.clock})
			e.blocks[k.block].groups = append(e.blocks[k.block].groups, g)
		}
		e.groups[g].regs = append(e.groups[g].regs, int32(i))
		e.storeGroup[r.q.store] = g
	}
}
