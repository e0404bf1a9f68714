package npu

import (
	"npugen/isa"
	"npugen/isa/access"
	"npugen/isa/machine"
)

// Work is cycles of the array.
type Work struct {
	Active   int // a vector entered
	Starved  int // weights were wanted and none were there
	Shifting int // a tile was being loaded
}

// WindowCycles is the length of a window.
const WindowCycles = 64

// Window is what happened in some cycles.
type Window struct {
	Array  Work
	Vector int // cycles in which a word entered the vector unit's lanes
	Bursts int // on the memory's data buses
}

// activity follows the array from instruction to instruction: vectors enter in
// program order, and what it waits for is the next one's.
type activity struct {
	work    []Work // of each instruction
	passes  []int  // vectors of each MATMUL that have not entered
	next    int    // the first that has any
	windows []Window
	moved   uint64 // bursts so far
}

func newActivity(steps []machine.Step, moved uint64) activity {
	a := activity{work: make([]Work, len(steps)), passes: make([]int, len(steps)), moved: moved}
	for i, s := range steps {
		if s.In.Op() == isa.MATMUL {
			a.passes[i] = int(access.Passes(s.In))
		}
	}
	a.skip()
	return a
}

// skip goes to the next vector's instruction.
func (a *activity) skip() {
	for a.next < len(a.passes) && a.passes[a.next] == 0 {
		a.next++
	}
}

// see takes a cycle.
func (a *activity) see(now int, so func(name string) bool, moved uint64) {
	if now/WindowCycles == len(a.windows) {
		a.windows = append(a.windows, Window{})
	}
	w := &a.windows[len(a.windows)-1]
	w.Bursts += int(moved - a.moved)
	a.moved = moved
	if !so(running) {
		return
	}
	if so(vectors) {
		w.Vector++
	}
	cycle := Work{one(so(active)), one(so(starved)), one(so(shifting))}
	w.Array.add(cycle)
	if a.next == len(a.work) {
		return
	}
	a.work[a.next].add(cycle)
	if cycle.Active == 1 {
		a.passes[a.next]--
		a.skip()
	}
}

func (w *Work) add(x Work) {
	w.Active += x.Active
	w.Starved += x.Starved
	w.Shifting += x.Shifting
}

func one(so bool) int {
	if so {
		return 1
	}
	return 0
}

// total is what the windows have in all, by counter.
func (a *activity) total() map[string]uint64 {
	var all Window
	for _, w := range a.windows {
		all.Array.add(w.Array)
		all.Vector += w.Vector
	}
	return map[string]uint64{
		active: uint64(all.Array.Active), starved: uint64(all.Array.Starved), shifting: uint64(all.Array.Shifting), vectors: uint64(all.Vector),
	}
}
