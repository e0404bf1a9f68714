package gen

import (
	"fmt"

	"npugen/blocks/systolic"
	"npugen/hdl"
)

// limit is the range of a parameter of the engine.
type limit struct {
	at     *int
	what   string // with %d for the value
	lo, hi int
}

// limits is the range of every parameter, the ones that others depend on
// first.
func (e *Engine) limits() []limit {
	exact := systolic.ExactWidth(min(max(e.Rows, 1), maxSide), e.ActW, e.WeightW)
	return []limit{
		{&e.Rows, "an array of %d rows", 1, maxSide},
		{&e.Cols, "an array of %d columns", 1, maxSide},
		{&e.ActW, "activations of %d bits", 2, 16},
		{&e.WeightW, "weights of %d bits", 2, 16},
		{&e.AccW, "sums of %d bits", min(max(exact, 4), 64), 64},
		{&e.AccDepth, "accumulators of %d entries", 1, 1 << 20},
		{&e.BufDepth, "a unified buffer of %d vectors", 1, 1 << 24},
		{&e.WeightFIFO, "a weight FIFO of %d rows", 1, 1 << 20},
	}
}

const maxSide = 1024

const maxBanks = 64

// banksFit reports whether the buffer can be made of its banks.
func (e Engine) banksFit() bool {
	return e.BufBanks >= 1 && e.BufBanks <= maxBanks && e.BufBanks&(e.BufBanks-1) == 0 && e.BufDepth%e.BufBanks == 0
}

// check reports parameters out of range.
func (e Engine) check(m *hdl.Module) {
	for _, l := range e.limits() {
		if *l.at < l.lo || *l.at > l.hi {
			m.Reject(fmt.Sprintf(l.what, *l.at), fmt.Sprintf("want %d to %d", l.lo, l.hi))
		}
	}
	if !e.banksFit() {
		m.Reject(fmt.Sprintf("%d banks for a unified buffer of %d vectors", e.BufBanks, e.BufDepth),
			fmt.Sprintf("want a power of two up to %d that divides the vectors", maxBanks))
	}
}

// nearest is the engine that can be built.
func (e Engine) nearest() Engine {
	for range 2 { // the range of AccW follows from others
		for _, l := range e.limits() {
			*l.at = min(max(*l.at, l.lo), l.hi)
		}
	}
	if !e.banksFit() {
		e.BufBanks = 1
	}
	return e
}
