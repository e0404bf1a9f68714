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
	c := &check{program: program, clocks: newClocks(program), history: newHistory(s), seen: map[[2]int]bool{}}
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
	program []isa.Instruction
	clocks  *clocks
	history *history
	seen    map[[2]int]bool // pairs reported
	found   Hazards
}

func (c *check) next(i int, in isa.Instruction) error {
	at := c.clocks.start(in)
	err := c.history.add(i, in, func(e earlier, mine access.Span, cell uint64) {
		if e.number > at[e.queue] {
			c.report(Hazard{
				Earlier: c.ref(e.index), Later: c.ref(i), Space: mine.Space, At: cell, EarlierWrites: e.write, LaterWrites: mine.Write,
			})
		}
	})
	c.clocks.finish(in, access.WeightRows(c.history.shape, in), at)
	return err
}

func (c *check) ref(i int) Ref { return Ref{Number: i, Op: c.program[i].Op()} }

func (c *check) report(h Hazard) {
	pair := [2]int{h.Earlier.Number, h.Later.Number}
	if !c.seen[pair] {
		c.seen[pair] = true
		c.found = append(c.found, &h)
	}
}
