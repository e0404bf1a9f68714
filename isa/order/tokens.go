package order

import (
	"fmt"

	"npugen/blocks/bundle"
	"npugen/isa"
	"npugen/isa/access"
)

// Tokens gives a program without any the tokens and syncs that Check wants, with
// a counter for each pair of queues of which one waits for the other. Waits that
// follow from earlier ones are left out.
func Tokens(s bundle.Shape, program []isa.Instruction) error {
	t := &tokens{program: program, clocks: newClocks(nil), history: newHistory(s)}
	for i := range program {
		if err := t.next(i); err != nil {
			return fmt.Errorf("instruction %d: %w", i, err)
		}
	}
	return nil
}

type tokens struct {
	program  []isa.Instruction
	clocks   *clocks
	history  *history
	done     []clock // of each instruction
	counters [isa.Queues][isa.Queues]int
	used     int
}

func (t *tokens) next(i int) error {
	in := &t.program[i]
	var need clock // of each queue, how many instructions must be done
	err := t.history.add(i, *in, func(e earlier, _ access.Span, _ uint64) {
		need[e.queue] = max(need[e.queue], e.number)
	})
	if err != nil {
		return err
	}
	own := in.Op().Queue()
	at := t.clocks.start(*in)
	for q := isa.Weight; q < isa.Queues; q++ {
		if q == own || need[q] <= at[q] || t.follows(need, at, own, q) {
			continue
		}
		if err := t.wait(i, t.history.numbers[q][need[q]-1]); err != nil {
			return err
		}
	}
	for q := isa.Weight; q < isa.Queues; q++ {
		if q != own && need[q] > at[q] {
			at.join(t.done[t.history.numbers[q][need[q]-1]])
		}
	}
	if need[own] > at[own] {
		if err := in.Set("sync", 1); err != nil {
			return err
		}
		at[own] = t.clocks.count[own]
	}
	t.clocks.finish(*in, access.WeightRows(t.history.shape, *in), at)
	t.done = append(t.done, t.clocks.done[own])
	return nil
}

// follows is whether what is needed of a queue is done when what is needed of
// another one is.
func (t *tokens) follows(need, at clock, own, queue isa.Queue) bool {
	for q := isa.Weight; q < isa.Queues; q++ {
		if q != own && q != queue && need[q] > at[q] && t.done[t.history.numbers[q][need[q]-1]][queue] >= need[queue] {
			return true
		}
	}
	return false
}

// wait makes instruction i wait for an earlier one of another queue. Those that a
// queue waits for come in the order of theirs, so the n-th wait is for the n-th
// signal.
func (t *tokens) wait(i, first int) error {
	giver, taker := &t.program[first], &t.program[i]
	c := &t.counters[giver.Op().Queue()][taker.Op().Queue()]
	if *c == 0 {
		if t.used == isa.Tokens {
			return fmt.Errorf("more than %d pairs of queues wait for each other", isa.Tokens)
		}
		t.used++
		*c = t.used
	}
	bit := uint32(1) << (*c - 1)
	if err := giver.Set("signal", giver.Get("signal")|bit); err != nil {
		return err
	}
	return taker.Set("wait", taker.Get("wait")|bit)
}
