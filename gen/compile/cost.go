package compile

import (
	"npugen/isa"
	"npugen/isa/access"
)

// Cost is what the estimate supposes of the chip around the units.
type Cost struct {
	BytesPerCycle float64 // of memory, all channels, requests of all clients in good order
	ReadLatency   int     // cycles from a request of the memory to its data
	QueueDepth    int     // instructions that wait in each queue
	FIFOTiles     int     // tiles of Rows+4 rows in the weight FIFO
	DecodeLatency int     // cycles from an instruction's arrival to its queue
}

// NominalCost is the chip of package gen/npu with HBM at 32 bytes a cycle and
// channel, nine tenths of which are used.
func NominalCost(channels int) Cost {
	return Cost{BytesPerCycle: 0.9 * 32 * float64(channels), ReadLatency: 60, QueueDepth: 8, FIFOTiles: 4, DecodeLatency: 8}
}

// Span is the cycles of an instruction: from the cycle in which it starts to
// that in which the others know that it is complete.
type Span struct{ Start, End int }

// clock estimates when the instructions of a program run: each queue in order,
// each instruction when its tokens are there. Memory is one pipe of constant
// rate that serves requests in the order in which they are known.
type clock struct {
	*geometry
	Cost
	spans     []Span
	given     [isa.Tokens][]int // when tokens are given, in order
	taken     [isa.Tokens]int
	last      [isa.Queues]int   // instruction that was last in each queue
	started   [isa.Queues][]int // when those of a queue started
	free      [isa.Queues]int   // when a unit can take the next instruction
	complete  [isa.Queues]int   // when all of a queue so far are complete
	memory    float64           // when the memory has served all requests so far
	array     arrayClock
	delivered []int // when the tiles of the streams so far are there
}

// arrayClock is the state of the array's weights.
type arrayClock struct {
	swaps  []int // when each tile became the active one
	loaded int   // when the last tile was in the shadow
	rows   int   // rows of the stream that were taken
	writer int   // when the writer has written all results so far
}

// Estimate is when the instructions of a program run, for given registers.
func (g *geometry) estimate(code []Instruction, registers [isa.Registers]uint32, cost Cost) []Span {
	c := &clock{geometry: g, Cost: cost}
	dispatch := cost.ReadLatency + cost.DecodeLatency
	for _, in := range code {
		resolved := in.Code.Resolved(&registers)
		c.memory += isa.Bytes / cost.BytesPerCycle
		dispatch = max(dispatch+1, int(c.memory)-len(code)) // fetched ahead of all others
		queue := resolved.Op().Queue()
		if n := len(c.started[queue]); n >= cost.QueueDepth {
			dispatch = max(dispatch, c.started[queue][n-cost.QueueDepth])
		}
		c.instruction(resolved, queue, dispatch)
	}
	return c.spans
}

func (c *clock) instruction(in isa.Instruction, queue isa.Queue, dispatch int) {
	start := max(dispatch+1, c.free[queue])
	for i := range isa.Tokens {
		if in.Get("wait")>>i&1 == 1 {
			start = max(start, c.given[i][c.taken[i]]+1)
			c.taken[i]++
		}
	}
	if in.Get("sync") == 1 {
		start = max(start, c.complete[queue])
	}
	end := start
	switch queue {
	case isa.Weight:
		end = c.stream(in, start)
	case isa.Load:
		end = c.transfer(start, int(in.Get("words"))*4*c.Lanes)
	case isa.Matrix:
		start, end = c.product(in, start, dispatch)
	case isa.Vector:
		c.free[queue] = start + c.words(in)
		end = c.free[queue] + c.vectorLatency(in)
	case isa.Store:
		c.free[queue] = start + writes(access.StoreOf(in), c.BeatBytes()) + 1
		end = c.free[queue] + 6
	default:
		for _, all := range c.complete {
			end = max(end, all)
		}
	}
	end = max(end, c.complete[queue])
	c.complete[queue] = end
	c.started[queue] = append(c.started[queue], start)
	c.spans = append(c.spans, Span{start, end})
	for i := range isa.Tokens {
		if in.Get("signal")>>i&1 == 1 {
			c.given[i] = append(c.given[i], end)
		}
	}
}

// transfer is when n bytes asked for at a time are there.
func (c *clock) transfer(start, n int) int {
	c.memory = max(c.memory, float64(start)) + float64(n)/c.BytesPerCycle
	return int(c.memory) + c.ReadLatency
}

// stream brings rows in, tile by tile as far as the FIFO has room. Tiles are not
// known here: rows are counted in pieces of a tile.
func (c *clock) stream(in isa.Instruction, start int) int {
	end := start
	piece := c.Rows + 4
	for rows := int(in.Get("rows")); rows > 0; rows -= piece {
		n := min(rows, piece)
		if room := len(c.delivered) + n - c.FIFOTiles*piece; room > 0 && room <= len(c.array.swaps) {
			start = max(start, c.array.swaps[room-1])
		}
		end = c.transfer(start, n*c.Cols)
		for range n {
			c.delivered = append(c.delivered, end)
		}
	}
	c.free[isa.Weight] = start
	return end
}

// product goes through the tiles of a MATMUL. Of its first tile the weights are
// loaded as soon as the instruction is known.
func (c *clock) product(in isa.Instruction, start, known int) (int, int) {
	kt, nt, m := int(in.Get("kt")), int(in.Get("nt")), int(in.Get("m"))
	scales := 4
	if in.Get("plain") == 1 {
		scales = 0
	}
	begun, enter := start, start+startCycles
	a := &c.array
	end := start + startCycles
	for range nt {
		for k := range kt {
			rows := c.Rows
			if k == kt-1 {
				rows = int(in.Get("last_rows"))
			}
			last := 0
			if n := len(a.swaps); n > 0 {
				last = a.swaps[n-1]
			}
			a.loaded = max(known, a.loaded+scales, last) + rows
			a.rows += scales + rows
			if a.rows <= len(c.delivered) {
				a.loaded = max(a.loaded, c.delivered[a.rows-1])
			}
			enter = max(enter, a.loaded+1)
			for len(a.swaps) < a.rows {
				a.swaps = append(a.swaps, enter)
			}
			enter += max(m, addCycles+2)
		}
		words := m * c.Cols / c.Lanes
		a.writer = max(a.writer, enter-max(m, addCycles+2)) + words
		end = max(a.writer+c.productLatency()-c.Cols/c.Lanes, enter)
	}
	c.free[isa.Matrix] = enter - addCycles
	return begun, end
}

// writes is how many beats a STORE writes.
func writes(s access.Store, beat int) int {
	n, last := 0, ^uint64(0)
	for b := range s.Bytes() {
		if at := b.Addr / uint64(beat); at != last {
			n, last = n+1, at
		}
	}
	return n
}
