package npu

import (
	"npugen/blocks/control"
	"npugen/sim"
)

// happening is a wire of the chip's counters: 1 in a cycle that is counted, if
// the program runs.
type happening struct {
	name  string
	index int // of the counter; -1: whether it runs
}

// Names of happenings.
const (
	running  = "running"
	active   = "matrix_active"
	starved  = "matrix_starved"
	shifting = "matrix_shifting"
	vectors  = "vector_active"
)

func happenings() []happening {
	list := []happening{{running, -1}}
	for _, name := range []string{active, starved, shifting, vectors} {
		list = append(list, happening{name, control.CounterIndex(name)})
	}
	return list
}

func (e happening) handle(s *sim.Sim) *sim.Handle {
	if e.index < 0 {
		return s.Must("npu.control.counters.enable")
	}
	return s.Must("npu.control.counters.so").At(e.index)
}
