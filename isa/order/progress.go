package order

import (
	"fmt"
	"strings"

	"npugen/blocks/bundle"
	"npugen/isa"
	"npugen/isa/access"
)

// Limits is what of the hardware can make a program stand still.
type Limits struct {
	Queue   int // instructions that a queue holds, besides the one that runs
	Weights int // rows of the weight FIFO
}

// Progress says where a program that the functional model accepts stands still
// because queues or the weight FIFO are full: instructions are dispatched in
// order, so a full queue keeps all later ones back, the one that would free it
// among them.
//
// It runs the program with each unit finishing an instruction before it starts
// the next. Starting, finishing and moving rows only ever enable more, so a
// program that ends like this ends in every order of these events.
func Progress(s bundle.Shape, program []isa.Instruction, limits Limits) error {
	r := run{program: program, limits: limits}
	for _, in := range program {
		r.rows = append(r.rows, access.WeightRows(s, in))
	}
	for moved := true; moved; {
		moved = r.dispatch()
		for q := range isa.Queues {
			moved = r.advance(q) || moved
		}
	}
	if r.next == len(program) && r.idle() {
		return nil
	}
	return r.stuck()
}

type run struct {
	program []isa.Instruction
	rows    []uint64 // left to stream or to take
	limits  Limits
	next    int // to be dispatched
	queues  [isa.Queues][]int
	running [isa.Queues]bool // the first of the queue
	tokens  [isa.Tokens]int
	fifo    uint64
}

func (r *run) dispatch() (moved bool) {
	for r.next < len(r.program) {
		in := r.program[r.next]
		q := in.Op().Queue()
		room := r.limits.Queue
		if r.running[q] {
			room++
		}
		if len(r.queues[q]) >= room || in.Op() == isa.END && !r.idle() {
			return moved
		}
		r.queues[q] = append(r.queues[q], r.next)
		r.next++
		moved = true
	}
	return moved
}

func (r *run) idle() bool {
	for _, q := range r.queues {
		if len(q) > 0 {
			return false
		}
	}
	return true
}

// advance starts or finishes the first instruction of a queue, or moves rows.
func (r *run) advance(q isa.Queue) bool {
	if len(r.queues[q]) == 0 {
		return false
	}
	first := r.queues[q][0]
	in := r.program[first]
	if !r.running[q] {
		if len(r.missing(in)) > 0 {
			return false
		}
		for t := range r.tokens {
			r.tokens[t] -= int(in.Get("wait") >> t & 1)
		}
		r.running[q] = true
		return true
	}
	if left := &r.rows[first]; *left > 0 {
		n := min(*left, r.fifo) // a MATMUL
		if in.Op() == isa.STREAM {
			n = min(*left, uint64(r.limits.Weights)-r.fifo)
			r.fifo += 2 * n
		}
		r.fifo -= n
		*left -= n
		return n > 0
	}
	for t := range r.tokens {
		r.tokens[t] += int(in.Get("signal") >> t & 1)
	}
	r.queues[q], r.running[q] = r.queues[q][1:], false
	return true
}

// missing is the tokens that an instruction still waits for.
func (r *run) missing(in isa.Instruction) (names []string) {
	for t, n := range r.tokens {
		if in.Get("wait")>>t&1 == 1 && n == 0 {
			names = append(names, fmt.Sprintf("t%d", t))
		}
	}
	return names
}

// stuck says what each queue waits for.
func (r *run) stuck() error {
	var why []string
	for q, list := range r.queues {
		if len(list) == 0 {
			continue
		}
		in := r.program[list[0]]
		reason := fmt.Sprintf("has %d rows to move, the weight FIFO holds %d of %d", r.rows[list[0]], r.fifo, r.limits.Weights)
		if !r.running[q] {
			reason = "waits for " + strings.Join(r.missing(in), ", ")
		}
		why = append(why, fmt.Sprintf("%v queue: instruction %d (%v) %s", isa.Queue(q), list[0], in.Op(), reason))
	}
	if r.next < len(r.program) {
		in := r.program[r.next]
		reason := fmt.Sprintf("its queue of %d is full", r.limits.Queue)
		if in.Op() == isa.END {
			reason = "queues are not idle"
		}
		why = append(why, fmt.Sprintf("instruction %d (%v) is not dispatched: %s", r.next, in.Op(), reason))
	}
	return fmt.Errorf("the program stands still: %s", strings.Join(why, "; "))
}
