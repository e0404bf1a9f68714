package sim_test

import (
	"math"

	"npugen/sim"
)

// A lane by hand has no clocks of the simulation's own: their edges are poked one by
// one, at times that follow from period and phase. There are no processes in it, which
// see what was poked and not what was before.

// edge is the time of the next edge.
func (c *runningClock) edge() sim.Time {
	return c.phase + sim.Time(c.edges/2)*c.period + sim.Time(c.edges%2)*(c.period/2)
}

// advance makes all edges of the next time at which there is one, unless it is after
// limit, and reports which clocks rise.
func (l *lane) advance(limit sim.Time) (rising map[*runningClock]bool, err error) {
	next := sim.Time(math.MaxInt64)
	for _, c := range l.running {
		next = min(next, c.edge())
	}
	if next > limit {
		return nil, nil
	}
	if err := l.s.RunUntil(next); err != nil {
		return nil, err
	}
	rising = map[*runningClock]bool{}
	for name, c := range l.running {
		if c.edge() == next {
			rising[c] = c.edges%2 == 0
			l.s.Must(name).SetBool(rising[c])
			c.edges++
		}
	}
	return rising, l.s.RunUntil(next)
}

// stepN is Sim.StepN.
func (l *lane) stepN(c *runningClock, n int) error {
	if !l.hand {
		return l.s.StepN(c.Clock, n)
	}
	for n > 0 {
		rising, err := l.advance(math.MaxInt64)
		if err != nil {
			return err
		}
		if rising[c] {
			n--
		}
	}
	return nil
}

// runUntil is Sim.RunUntil.
func (l *lane) runUntil(t sim.Time) error {
	for l.hand {
		if rising, err := l.advance(t); err != nil {
			return err
		} else if rising == nil {
			break
		}
	}
	return l.s.RunUntil(t)
}
