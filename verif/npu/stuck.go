package npu

import (
	"context"
	"errors"
	"fmt"

	"npugen/blocks/bundle"
	"npugen/blocks/control"
	"npugen/isa"
	"npugen/isa/access"
	"npugen/isa/machine"
)

// longest is more cycles than any of the instructions takes once it can run: four
// for each element, row, pass through the array and burst.
func longest(s bundle.Shape, steps []machine.Step) int {
	most := uint64(0)
	for _, step := range steps {
		n := access.WeightRows(s, step.In)
		if step.In.Op() == isa.MATMUL {
			n += access.Passes(step.In)
		}
		for _, x := range step.Spans {
			if x.Space == access.Memory {
				n += (x.Hi-x.Lo)/BurstBytes + 1
			} else {
				n += x.Hi - x.Lo
			}
		}
		most = max(most, n)
	}
	return int(4 * most)
}

// stuck is the state of every queue of a chip that does not go on.
func (h *Hardware) stuck(ctx context.Context, w *watch) error {
	text := fmt.Sprintf("nothing has retired for %d cycles, %d of %d instructions have", w.patience, w.retired, len(w.steps))
	for q := isa.Weight; q < isa.Queues; q++ {
		head, err := h.host.peek(ctx, control.RegHead(q))
		if err != nil {
			return err
		}
		number, err := h.host.peek(ctx, control.RegHeadNumber(q))
		if err != nil {
			return err
		}
		missing, err := h.host.peek(ctx, control.RegHeadMissing(q))
		if err != nil {
			return err
		}
		text += fmt.Sprintf("\n%v queue: %d run", q, head>>control.HeadRunning&0xff)
		if head>>control.HeadValid == 1 {
			text += fmt.Sprintf("; instruction %d (%v) waits, tokens missing: %012b", number, isa.Op(head&0x3f), missing)
		}
	}
	return errors.New(text)
}
