package order

import (
	"fmt"

	"npugen/blocks/bundle"
	"npugen/isa"
	"npugen/isa/access"
)

// Check looks for hazards in a program whose instructions have their registers
// added, END the last. It returns Hazards, or an *access.Error wrapped with the
// number of the instruction if one is illegal.
func Check(s bundle.Shape, program []isa.Instruction) error {
	c := &check{
		shape: s, program: program, clocks: newClocks(program), memory: newLines(), seen: map[[2]int]bool{},
	}
	for i, in := range program {
		if err := c.next(i, in); err != nil {
			return fmt.Errorf("instruction %d: %w", i, err)
		}
	}
	if len(c.found) > 0 {
		return c.found
	}
	return nil
}

type check struct {
	shape   bundle.Shape
	program []isa.Instruction
	clocks  *clocks
	buffers [access.Memory]cells
	memory  *lines
	numbers [isa.Queues][]int // in the program, of each queue's instructions
	seen    map[[2]int]bool   // pairs reported
	found   Hazards
}

func (c *check) next(i int, in isa.Instruction) error {
	spans, err := access.Of(c.shape, in)
	if err != nil {
		return err
	}
	q := in.Op().Queue()
	at := c.clocks.start(in)
	c.numbers[q] = append(c.numbers[q], i)
	number := int32(len(c.numbers[q]))
	for _, s := range spans {
		meet := func(other isa.Queue, n int32, write bool, cell uint64) {
			if other == q && (n == number || s.Write || !write) {
				return // itself, or in order in its queue
			}
			if n > at[other] {
				c.report(Hazard{
					Earlier: c.ref(c.numbers[other][n-1]), Later: c.ref(i), Space: s.Space, At: cell,
					EarlierWrites: write, LaterWrites: s.Write,
				})
			}
		}
		if s.Space == access.Memory {
			c.memory.touch(s, q, number, meet)
		} else {
			c.buffers[s.Space].touch(s, q, number, access.Size(c.shape, s.Space), meet)
		}
	}
	c.clocks.finish(in, access.WeightRows(c.shape, in), at)
	return nil
}

func (c *check) ref(i int) Ref { return Ref{Number: i, Op: c.program[i].Op()} }

func (c *check) report(h Hazard) {
	pair := [2]int{h.Earlier.Number, h.Later.Number}
	if !c.seen[pair] {
		c.seen[pair] = true
		c.found = append(c.found, &h)
	}
}
