package compile

import (
	"fmt"

	"npugen/isa"
	"npugen/isa/access"
)

// order adds the tokens and syncs that a program needs to be right when its
// queues run side by side. A counter belongs to an ordered pair of queues, so
// that the n-th token taken is the n-th given.
//
// Only what does not follow from earlier waits is waited for: once an
// instruction has started, everything that had to be complete before it, and
// before what it waited for, is known to be complete, for the rest of its queue.
func order(code []Instruction, touches [][]access.Span) error {
	o := &orderer{code: code, history: newHistory(touches), known: make([]latest, len(code))}
	for i := range code {
		if err := o.instruction(i, touches[i]); err != nil {
			return err
		}
	}
	return nil
}

type orderer struct {
	code     []Instruction
	history  *history
	known    []latest           // what is complete when the instruction starts
	queue    [isa.Queues]latest // that of the queue's last instruction
	counters [isa.Queues][isa.Queues]int
	used     int
}

func (o *orderer) instruction(i int, spans []access.Span) error {
	queue := o.code[i].Code.Op().Queue()
	after, all := o.history.before(spans)
	known := o.queue[queue]
	for from := isa.Weight; from < isa.Queues; from++ {
		if from == queue || all[from] <= known[from] || o.follows(all, queue, from) {
			continue
		}
		if err := o.wait(i, queue, all[from]-1, from); err != nil {
			return err
		}
	}
	for from := isa.Weight; from < isa.Queues; from++ {
		if from != queue && all[from] > known[from] {
			known.raise(o.known[all[from]-1])
			known[from] = max(known[from], all[from])
		}
	}
	if queue == isa.Vector && after[queue] > known[queue] {
		if err := o.code[i].Code.Set("sync", 1); err != nil {
			return err
		}
		known[queue] = i
	}
	o.known[i], o.queue[queue] = known, known
	o.history.note(spans, queue, i)
	return nil
}

// follows says whether another of the instructions to wait for has itself waited
// for that of a queue.
func (o *orderer) follows(all latest, own, queue isa.Queue) bool {
	for other := isa.Weight; other < isa.Queues; other++ {
		if other != own && other != queue && all[other] > 0 && o.known[all[other]-1][queue] >= all[queue] {
			return true
		}
	}
	return false
}

// wait makes instruction i wait for an earlier one of another queue.
func (o *orderer) wait(i int, queue isa.Queue, earlier int, from isa.Queue) error {
	c := &o.counters[from][queue]
	if *c == 0 {
		if o.used == isa.Tokens {
			return fmt.Errorf("more than %d pairs of queues wait for each other", isa.Tokens)
		}
		o.used++
		*c = o.used
	}
	bit := uint32(1) << (*c - 1)
	waiting, giving := &o.code[i].Code, &o.code[earlier].Code
	if err := waiting.Set("wait", waiting.Get("wait")|bit); err != nil {
		return err
	}
	return giving.Set("signal", giving.Get("signal")|bit)
}
