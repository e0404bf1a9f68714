package report

import (
	"math"

	"npugen/isa"
	"npugen/verif/npu"
)

// tracks is the counters of a trace, in per cent of a window.
var tracks = [...]string{"array active", "array useful", "weight stall", "weight shift", "vector unit", "memory bus"}

// levels is the values of the tracks.
type levels [len(tracks)]float64

// levels is what each window of a step had.
func (r *Run) levels(s Step) []levels {
	var list []levels
	u := useful{code: s.Code, cells: float64(r.cells())}
	for i, w := range s.Windows {
		cycles := min(npu.WindowCycles, s.Cycles-i*npu.WindowCycles)
		if cycles <= 0 {
			break
		}
		var l levels
		for k, n := range [...]float64{
			float64(w.Array.Active), u.of(w.Array.Active), float64(w.Array.Starved), float64(w.Array.Shifting),
			float64(w.Vector), float64(w.Bursts) / float64(r.Setup.Top.Channels),
		} {
			l[k] = math.Round(1000*n/float64(cycles)) / 10
		}
		list = append(list, l)
	}
	return list
}

// useful goes through the vectors of the array, which are in program order.
type useful struct {
	code  []Instruction
	cells float64
	next  int // the MATMUL of the next vector
	taken int // of its vectors
}

// of is the next n vectors, each as much as the share of the cells that works
// for the model.
func (u *useful) of(n int) (sum float64) {
	for n > 0 && u.next < len(u.code) {
		in := &u.code[u.next]
		some := 0
		if in.Op() == isa.MATMUL {
			some = min(n, in.Array.Active-u.taken)
		}
		if some == 0 {
			u.next, u.taken = u.next+1, 0
			continue
		}
		sum += float64(some) * float64(in.MACs) / float64(in.Array.Active) / u.cells
		u.taken, n = u.taken+some, n-some
	}
	return sum
}

// counters writes the tracks of a step, where they change, and 0 at its end.
func (t *tracer) counters(r *Run, s Step, us func(cycles int) float64) {
	var last levels
	for i, l := range append(r.levels(s), levels{}) {
		at := s.Start + min(i*npu.WindowCycles, s.Cycles)
		for k, v := range l {
			if v != last[k] {
				t.event(event{Name: tracks[k], Phase: "C", Time: us(at), Args: map[string]any{"%": v}})
			}
		}
		last = l
	}
}
