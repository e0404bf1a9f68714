package machine

import (
	"fmt"

	"npugen/isa"
)

// tokens is the counters and who uses them.
type tokens struct {
	count [isa.Tokens]int
	taker [isa.Tokens]*isa.Queue
}

// take takes what an instruction waits for. In program order it must be there.
func (t *tokens) take(step *Step) error {
	wait, queue := step.In.Get("wait"), step.In.Op().Queue()
	for i := range isa.Tokens {
		if wait>>i&1 == 0 {
			continue
		}
		if t.taker[i] == nil {
			t.taker[i] = &queue
		}
		if q := *t.taker[i]; q != queue {
			return fmt.Errorf("waits for token t%d in the %v queue: want the %v queue, which has taken it before (one queue takes from a counter)", i, queue, q)
		}
		if t.count[i] == 0 {
			return fmt.Errorf("waits for token t%d, which no instruction before it has signalled", i)
		}
		t.count[i]--
	}
	return nil
}

func (t *tokens) give(step *Step) {
	signal := step.In.Get("signal")
	for i := range isa.Tokens {
		t.count[i] += int(signal >> i & 1)
	}
}

// none refuses tokens that are left over.
func (t *tokens) none() error {
	for i, n := range t.count {
		if n > 0 {
			return fmt.Errorf("token t%d is left over %d times: want a wait for each signal", i, n)
		}
	}
	return nil
}
