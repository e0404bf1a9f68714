package report

import (
	"cmp"
	"slices"

	"npugen/isa"
)

// Operator is where the cycles of a token go: a mean over the steps that write a
// token each.
type Operator struct {
	Layer int    `json:"layer"` // -1: none
	Name  string `json:"operator"`
	// Cycles is the part of the step's time in which nothing completed before
	// these instructions; over all operators it is all of the time.
	Cycles float64 `json:"cycles"`
	// Busy is the cycles of each unit in which it had one of these.
	Busy map[string]float64 `json:"busy"`
	// Of the array: cycles in which a vector entered; those that it would take if all
	// its cells worked for the model, neither for padding nor for masked positions; and
	// those in which it waited for weights, and for a tile that was being loaded.
	Active   float64 `json:"array_active"`
	Useful   float64 `json:"array_useful"`
	Starved  float64 `json:"weight_stall"`
	Shifting float64 `json:"weight_shift"`
	// Waiting is the cycles in which the matrix unit had nothing to do before
	// one of these.
	Waiting float64 `json:"waiting"`
}

type place struct {
	layer int
	name  string
}

// Operators is the table by layer and operator, what is of no layer first.
func (r *Run) Operators() []Operator {
	var list []Operator
	index := map[place]int{}
	steps := r.decoding()
	share := 1 / float64(len(steps))
	for _, s := range steps {
		for _, in := range s.Code {
			at := place{in.Layer, in.Operator}
			if _, ok := index[at]; !ok {
				index[at] = len(list)
				list = append(list, Operator{Layer: at.layer, Name: at.name, Busy: map[string]float64{}})
			}
			if in.Op().Queue() == isa.Matrix {
				list[index[at]].product(in, share, r.cells())
			}
		}
		for at, n := range s.frontier() {
			list[index[at]].Cycles += float64(n) * share
		}
		for q := isa.Weight; q < isa.Queues; q++ {
			for at, n := range s.busy(q) {
				list[index[at]].Busy[q.String()] += float64(n) * share
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Operator) int { return cmp.Compare(a.Layer, b.Layer) })
	return list
}

// cells is those of the array.
func (r *Run) cells() int { return r.Setup.Top.Rows * r.Setup.Top.Cols }

// product adds a share of a MATMUL.
func (o *Operator) product(in Instruction, share float64, cells int) {
	o.Active += float64(in.Array.Active) * share
	o.Useful += float64(in.MACs) / float64(cells) * share
	o.Starved += float64(in.Array.Starved) * share
	o.Shifting += float64(in.Array.Shifting) * share
	o.Waiting += float64(in.Idle) * share
}

// frontier gives each cycle to the instruction that completes next.
func (s Step) frontier() map[place]int {
	code := slices.Clone(s.Code)
	slices.SortStableFunc(code, func(a, b Instruction) int { return cmp.Compare(a.Retire, b.Retire) })
	cycles, now := map[place]int{}, 0
	for _, in := range code {
		if in.Retire > now {
			cycles[place{in.Layer, in.Operator}] += in.Retire - now
			now = in.Retire
		}
	}
	return cycles
}

// busy is the cycles in which a unit had an instruction, each given to the oldest.
func (s Step) busy(q isa.Queue) map[place]int {
	cycles, now := map[place]int{}, 0
	for _, in := range s.Code {
		if in.Op().Queue() == q && in.Retire > now {
			cycles[place{in.Layer, in.Operator}] += in.Retire - max(now, in.Start)
			now = in.Retire
		}
	}
	return cycles
}
