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

// NominalCost is a chip with HBM of 32 bytes a cycle and channel, nine tenths of
// which are used.
func NominalCost(channels int) Cost {
	return Cost{BytesPerCycle: 0.9 * 32 * float64(channels), ReadLatency: 60, QueueDepth: 8, FIFOTiles: 4, DecodeLatency: 8}
}

// Span is the cycles of an instruction: from the cycle in which it starts to
// that in which the others know that it is complete.
type Span struct{ Start, End int }

// clock estimates when the instructions of a program run: each queue in order,
// each instruction when its tokens are there. Weights get what the other clients
// leave of the memory.
type clock struct {
	*geometry
	Cost
	spans    []Span
	given    [isa.Tokens][]int // when tokens are given, in order
	taken    [isa.Tokens]int
	started  [isa.Queues][]int // when the instructions of a queue started
	free     [isa.Queues]int   // when a unit can take the next instruction
	complete [isa.Queues]int   // when all of a queue so far are complete
	results  int               // when all that the vector unit has written in its own buffers is there
	array    arrayClock
	weights  weightClock
}

// estimate is when the instructions of a program run, for given registers.
func (g *geometry) estimate(code []Instruction, registers [isa.Registers]uint32, cost Cost) []Span {
	c := &clock{geometry: g, Cost: cost}
	c.weights = weightClock{cost: cost, width: g.Cols, piece: g.Rows + 4}
	dispatch := float64(cost.ReadLatency + cost.DecodeLatency)
	for _, in := range code {
		resolved := in.Code.Resolved(&registers)
		c.weights.others(isa.Bytes)
		dispatch += max(1, isa.Bytes/cost.BytesPerCycle)
		queue := resolved.Op().Queue()
		if n := len(c.started[queue]); n >= cost.QueueDepth {
			dispatch = max(dispatch, float64(c.startOf(queue, n-cost.QueueDepth)))
		}
		c.instruction(resolved, queue, int(dispatch))
	}
	for i, s := range c.weights.streams {
		c.spans[s.instruction] = Span{c.startOf(isa.Weight, i), c.weights.streams[i].end}
	}
	return c.spans
}

// startOf is when the i-th instruction of a queue started.
func (c *clock) startOf(queue isa.Queue, i int) int {
	if queue == isa.Weight {
		return c.weights.resolve(i).start
	}
	return c.started[queue][i]
}

func (c *clock) instruction(in isa.Instruction, queue isa.Queue, dispatch int) {
	start := max(dispatch+1, c.free[queue])
	for i := range isa.Tokens {
		if in.Get("wait")>>i&1 == 1 {
			given := c.given[i][c.taken[i]]
			if given < 0 {
				given = c.weights.resolve(-1 - given).end
			}
			start = max(start, given+1)
			c.taken[i]++
		}
	}
	if in.Get("sync") == 1 {
		start = max(start, c.results)
	}
	end := start
	switch queue {
	case isa.Weight:
		c.stream(in, start)
		return
	case isa.Load:
		bytes := int(in.Get("words")) * 4 * c.Lanes
		c.free[queue] = start + int(float64(bytes)/c.BytesPerCycle) + 1
		end = c.free[queue] + c.ReadLatency
		c.weights.others(bytes)
	case isa.Matrix:
		start, end = c.product(in, start, dispatch)
	case isa.Vector:
		c.free[queue] = start + c.words(in)
		end = c.free[queue] + c.vectorLatency(in)
		if in.Op() == isa.MAP {
			c.results = max(c.results, end)
		}
		if in.Op() == isa.TOPK {
			c.free[queue] = end // nothing else runs meanwhile
		}
	case isa.Store:
		reads, writes := storing(access.StoreOf(in), c.BeatBytes())
		c.free[queue] = start + max(reads, writes) + 1
		end = c.free[queue] + 5
		c.weights.others(writes * c.BeatBytes())
	default:
		for _, all := range c.complete {
			end = max(end, all)
		}
	}
	c.complete[queue] = max(end, c.complete[queue])
	c.started[queue] = append(c.started[queue], start)
	c.spans = append(c.spans, Span{start, c.complete[queue]})
	c.give(in, c.complete[queue])
}

// give notes tokens, at a time or, below 0, when a stream ends.
func (c *clock) give(in isa.Instruction, at int) {
	for i := range isa.Tokens {
		if in.Get("signal")>>i&1 == 1 {
			c.given[i] = append(c.given[i], at)
		}
	}
}

// stream queues a STREAM: when it runs depends on the products that make room.
func (c *clock) stream(in isa.Instruction, start int) {
	c.give(in, -1-len(c.weights.streams))
	c.weights.streams = append(c.weights.streams, streamClock{instruction: len(c.spans), earliest: start, rows: int(in.Get("rows"))})
	c.started[isa.Weight] = append(c.started[isa.Weight], 0)
	c.spans = append(c.spans, Span{})
}

// storing is how many rows a STORE reads, which it does again for each of their
// elements where those are not next to each other, and how many beats it writes.
func storing(s access.Store, beat int) (reads, writes int) {
	reads = int(s.N0 * s.N1)
	if s.Transpose && !s.Scale {
		reads *= int(s.Len)
	}
	last := ^uint64(0)
	for b := range s.Bytes() {
		if at := b.Addr / uint64(beat); at != last {
			writes, last = writes+1, at
		}
	}
	return reads, writes
}
