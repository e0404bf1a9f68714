package verif

import (
	"fmt"

	"npugen/hdl/ir"
)

// Clock says when a clock port of the top rises: first at time Phase, then
// every Period, both in picoseconds.
type Clock struct {
	Port          string
	Period, Phase int64
}

// Stimulus is what happens at the ports of a design's top. Step i gives the
// inputs row i of In, samples the outputs once the logic has settled, and then
// lets the clocks in Rising[i] rise all at once at Time[i].
type Stimulus struct {
	In     *Table       // one column for each input that is no clock, in port order
	Clocks []*ir.Signal // the clock inputs, in port order
	Rising []uint64     // a set of clocks for each step: bit i for Clocks[i]
	Time   []int64      // ps
	Seed   uint64       // of the power-up values
}

// Steps is the number of steps.
func (s *Stimulus) Steps() int { return len(s.Rising) }

// NewStimulus makes a stimulus of steps steps for d with all inputs 0. Clocks
// that are not given get a period of their own, 10 ns for the first and 3.7 ns
// more for each further one; a step is an instant at which at least one clock
// rises. A design without clocks steps every 10 ns. The error names a clock
// that d does not have.
func NewStimulus(d *ir.Design, steps int, clocks ...Clock) (*Stimulus, error) {
	if steps < 0 {
		return nil, fmt.Errorf("stimulus: %d steps: want at least 0", steps)
	}
	s := &Stimulus{Rising: make([]uint64, steps), Time: make([]int64, steps)}
	var ins []*ir.Signal
	given := map[string]Clock{}
	for _, c := range clocks {
		if c.Period < 2 || c.Phase < 0 {
			return nil, fmt.Errorf("stimulus: clock %s: period %d ps and phase %d ps: want at least 2 and 0", c.Port, c.Period, c.Phase)
		}
		given[c.Port] = c
	}
	var run []Clock
	for _, p := range d.Top.Signals {
		switch {
		case p.Kind != ir.Input:
		case p.Type.Class == ir.Clock:
			c, ok := given[p.Name]
			if !ok {
				c = Clock{Port: p.Name, Period: 10_000 + 3_700*int64(len(s.Clocks)), Phase: 5_000}
			}
			delete(given, p.Name)
			s.Clocks, run = append(s.Clocks, p), append(run, c)
		default:
			ins = append(ins, p)
		}
	}
	for name := range given {
		return nil, fmt.Errorf("stimulus: %s has no clock %q", d.Top.Name, name)
	}
	if len(run) > 64 {
		return nil, fmt.Errorf("stimulus: %s has %d clocks: want at most 64", d.Top.Name, len(run))
	}
	s.In = newTable(ins, steps)
	s.schedule(run)
	return s, nil
}

// schedule merges the edges of the clocks into steps.
func (s *Stimulus) schedule(clocks []Clock) {
	next := make([]int64, len(clocks))
	for i, c := range clocks {
		next[i] = c.Phase
	}
	for step := range s.Rising {
		if len(clocks) == 0 {
			s.Time[step] = int64(step+1) * 10_000
			continue
		}
		now := next[0]
		for _, t := range next {
			now = min(now, t)
		}
		s.Time[step] = now
		for i, t := range next {
			if t == now {
				s.Rising[step] |= 1 << i
				next[i] += clocks[i].Period
			}
		}
	}
}

// outputs are the output ports of the top.
func outputs(d *ir.Design) []*ir.Signal {
	var out []*ir.Signal
	for _, p := range d.Top.Signals {
		if p.Kind == ir.Output {
			out = append(out, p)
		}
	}
	return out
}
