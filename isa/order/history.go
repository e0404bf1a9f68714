package order

import (
	"npugen/blocks/bundle"
	"npugen/isa"
	"npugen/isa/access"
)

// history is what the instructions so far have touched.
type history struct {
	shape   bundle.Shape
	buffers [access.Memory]cells
	memory  *lines
	numbers [isa.Queues][]int // in the program, of each queue's instructions
}

func newHistory(s bundle.Shape) *history { return &history{shape: s, memory: newLines()} }

// earlier is an instruction that has touched a cell, and how.
type earlier struct {
	queue  isa.Queue
	number int32 // in its queue, from 1
	index  int   // in the program
	write  bool
}

// add notes what instruction i touches and reports the earlier ones that must be
// complete before it starts, with its own access and the cell.
func (h *history) add(i int, in isa.Instruction, meet func(e earlier, mine access.Span, cell uint64)) error {
	spans, err := access.Of(h.shape, in)
	if err != nil {
		return err
	}
	q := in.Op().Queue()
	h.numbers[q] = append(h.numbers[q], i)
	number := int32(len(h.numbers[q]))
	for _, s := range spans {
		found := func(other isa.Queue, n int32, write bool, cell uint64) {
			if other == q && (n == number || s.Write || !write) {
				return // itself, or in order in its queue
			}
			meet(earlier{queue: other, number: n, index: h.numbers[other][n-1], write: write}, s, cell)
		}
		if s.Space == access.Memory {
			h.memory.touch(s, q, number, found)
		} else {
			h.buffers[s.Space].touch(s, q, number, access.Size(h.shape, s.Space), found)
		}
	}
	return nil
}
