package systolic

import (
	"fmt"

	"npugen/hdl"
)

const (
	minWidth, maxWidth = 2, 16
	maxSide            = 1024
	maxAccWidth        = 64
)

// check reports parameters for which the sums would not be exact or the array
// could not be built.
func (a Array) check(m *hdl.Module) {
	if a.Rows < 1 || a.Rows > maxSide || a.Cols < 1 || a.Cols > maxSide {
		m.Reject(fmt.Sprintf("an array of %d x %d cells", a.Rows, a.Cols), fmt.Sprintf("want 1 to %d each way", maxSide))
	}
	checkNumber(m, "activations", a.ActW)
	checkNumber(m, "weights", a.WeightW)
	if need := ExactWidth(max(a.Rows, 1), a.ActW, a.WeightW); a.AccW < need || a.AccW > maxAccWidth {
		m.Reject(fmt.Sprintf("sums of %d bits for %d products of %d x %d bits", a.AccW, a.Rows, a.ActW, a.WeightW),
			fmt.Sprintf("want %d to %d bits: every sum is exact", need, maxAccWidth))
	}
}

func checkNumber(m *hdl.Module, what string, w int) {
	if w < minWidth || w > maxWidth {
		m.Reject(fmt.Sprintf("%s of %d bits", what, w), fmt.Sprintf("want %d to %d", minWidth, maxWidth))
	}
}

// nearest is the parameters with which the ports can be declared.
func (a Array) nearest() Array {
	a.Rows, a.Cols = clamp(a.Rows, 1, maxSide), clamp(a.Cols, 1, maxSide)
	a.ActW, a.WeightW = clamp(a.ActW, minWidth, maxWidth), clamp(a.WeightW, minWidth, maxWidth)
	a.AccW = clamp(a.AccW, ExactWidth(a.Rows, a.ActW, a.WeightW), maxAccWidth)
	return a
}

func (a Accumulators) check(m *hdl.Module) {
	if a.Cols < 1 || a.Cols > maxSide || a.Depth < 1 || a.Depth > maxDepth {
		m.Reject(fmt.Sprintf("accumulators of %d columns of %d entries", a.Cols, a.Depth),
			fmt.Sprintf("want 1 to %d columns, 1 to %d entries", maxSide, maxDepth))
	}
	if a.SumW < 1 || a.AccW < a.SumW || a.AccW > maxAccWidth {
		m.Reject(fmt.Sprintf("entries of %d bits for sums of %d", a.AccW, a.SumW),
			fmt.Sprintf("want entries at least as wide as sums, at most %d bits", maxAccWidth))
	}
}

func (a Accumulators) nearest() Accumulators {
	a.Cols, a.Depth = clamp(a.Cols, 1, maxSide), clamp(a.Depth, 1, maxDepth)
	a.SumW = clamp(a.SumW, 1, maxAccWidth)
	a.AccW = clamp(a.AccW, a.SumW, maxAccWidth)
	return a
}

func clamp(x, lo, hi int) int { return min(max(x, lo), hi) }

// within is v, or the nearest value in lo to hi after a complaint.
func within(m *hdl.Module, what string, v, lo, hi int) int {
	if v < lo || v > hi {
		m.Reject(fmt.Sprintf(what, v), fmt.Sprintf("want %d to %d", lo, hi))
	}
	return clamp(v, lo, hi)
}
