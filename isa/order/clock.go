package order

import (
	"npugen/isa"
)

// clock is, for each queue, how many of its first instructions are surely done.
type clock [isa.Queues]int32

func (c *clock) join(d clock) {
	for q := range c {
		c[q] = max(c[q], d[q])
	}
}

// clocks follows a program's instructions.
type clocks struct {
	started, done [isa.Queues]clock // of the last instruction of each queue
	count         [isa.Queues]int32 // instructions so far
	signals       [isa.Tokens][isa.Queues][]clock
	totals        [isa.Tokens][isa.Queues]int // signals in the whole program
	waits         [isa.Tokens]int
	weights       weights
}

func newClocks(program []isa.Instruction) *clocks {
	c := &clocks{}
	for _, in := range program {
		signal := in.Get("signal")
		for t := range c.totals {
			c.totals[t][in.Op().Queue()] += int(signal >> t & 1)
		}
	}
	return c
}

// start is what is surely done when the next instruction starts.
func (c *clocks) start(in isa.Instruction) clock {
	q := in.Op().Queue()
	at := c.started[q]
	wait := in.Get("wait")
	for t := range isa.Tokens {
		if wait>>t&1 == 1 {
			c.waits[t]++
			c.taken(t, &at)
		}
	}
	if in.Get("sync") == 1 {
		at[q] = c.count[q]
	}
	return at
}

// taken adds what the waits for token t up to now tell.
func (c *clocks) taken(t int, at *clock) {
	all := 0
	for _, n := range c.totals[t] {
		all += n
	}
	for q, n := range c.totals[t] {
		if g := c.waits[t] - (all - n); g > 0 && g <= len(c.signals[t][q]) {
			at.join(c.signals[t][q][g-1])
		}
	}
}

// finish is what is surely done when the instruction that started at a clock is.
func (c *clocks) finish(in isa.Instruction, rows uint64, at clock) {
	q := in.Op().Queue()
	c.count[q]++
	c.started[q] = at
	done := c.done[q]
	done.join(at)
	done[q] = c.count[q]
	switch in.Op() {
	case isa.STREAM:
		c.weights.stream(rows, c.count[q], at)
	case isa.MATMUL:
		done.join(c.weights.take(rows))
	}
	c.done[q] = done
	signal := in.Get("signal")
	for t := range isa.Tokens {
		if signal>>t&1 == 1 {
			c.signals[t][q] = append(c.signals[t][q], done)
		}
	}
}

// weights is the STREAMs whose rows are not all taken.
type weights struct {
	streamed, taken uint64
	open            []streamed
	read            clock // what is done once the last row taken was read
}

type streamed struct {
	end uint64 // rows of this and all earlier ones
	at  clock
}

func (w *weights) stream(rows uint64, count int32, at clock) {
	w.streamed += rows
	at[isa.Weight] = count
	w.open = append(w.open, streamed{end: w.streamed, at: at})
}

func (w *weights) take(rows uint64) clock {
	w.taken += rows
	for len(w.open) > 0 && w.open[0].end <= w.taken {
		w.read.join(w.open[0].at)
		w.open = w.open[1:]
	}
	return w.read
}
