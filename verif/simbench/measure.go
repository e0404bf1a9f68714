package simbench

import "time"

// resetCycles is how long reset is held before the cycles that count.
const resetCycles = 2

// Result is how one engine did on one design.
type Result struct {
	Engine          string
	Build           time.Duration // from the netlist to the first cycle
	CyclesPerSecond float64
	Digest          uint64 // after Design.Check cycles
	VCD             *Traced
	Recorded        *Recorded

	// Skipped says why nothing was measured: a tool is missing, the build took
	// longer than the limit, the engine leaves such designs to another. Empty if
	// all was.
	Skipped string
}

// Traced is a run that writes the values of all signals to a VCD file.
type Traced struct {
	CyclesPerSecond float64 `json:"cycles_per_second"`
	BytesPerCycle   float64 `json:"bytes_per_cycle"`
	Signals         int     `json:"signals"` // without those that only repeat another
}

// Recorded is a run that is recorded, after which the waves of its last Window
// cycles are written to a VCD file.
type Recorded struct {
	CyclesPerSecond float64 `json:"cycles_per_second"`       // of the run
	Window          int     `json:"window"`                  // cycles
	WindowSeconds   float64 `json:"window_seconds"`          // what writing them takes
	Total           float64 `json:"total_cycles_per_second"` // of both together
}

// recordedWindow is as many cycles as somebody looks at.
const recordedWindow = 1000

// Options say how to measure.
type Options struct {
	Run        time.Duration // how long to run; 0 means a second
	BuildLimit time.Duration // how long a build may take; 0 means 10 minutes
	Runs       int           // of which Compare takes the medians; 0 means 1

	// VCD builds and runs everything once more, with a VCD file of all signals,
	// and the built-in engines a third time, while they record.
	VCD bool

	// Draft compiles Verilator's C++ without optimisation: for tests, which
	// want the digest soon.
	Draft bool

	// Step, if set, is told what begins.
	Step func(format string, args ...any)
}

func (o Options) complete() Options {
	if o.Run == 0 {
		o.Run = time.Second
	}
	if o.BuildLimit == 0 {
		o.BuildLimit = 10 * time.Minute
	}
	if o.Runs == 0 {
		o.Runs = 1
	}
	if o.Step == nil {
		o.Step = func(string, ...any) {}
	}
	return o
}
