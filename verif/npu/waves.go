package npu

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"

	"npugen/sim"
)

// Waves does the runs so far again in a fresh simulation and writes what all
// signals do during one of them, the number-th, as a VCD file: from the first
// write to a register to the end. Without Scopes, such as "npu.vector", grids of
// more than 1,024 cells are left out; a window of time does not apply.
func (h *Hardware) Waves(ctx context.Context, w io.Writer, number int, o sim.VCDOptions) error {
	d := h.nthRun(number)
	if d == nil {
		return fmt.Errorf("waves: there is no run %d", number)
	}
	if d.from == d.until {
		return fmt.Errorf("waves: run %d did not begin", number)
	}
	b, err := newBench(h.setup, h.design, h.seed)
	if err != nil {
		return err
	}
	if err := h.again(ctx, b, d.from, b.drive); err != nil {
		return err
	}
	if len(o.Scopes) > 0 {
		o.MaxCells = math.MaxInt
	}
	v, err := b.sim.VCD(w, o)
	if err != nil {
		return err
	}
	return errors.Join(h.again(ctx, b, d.until, b.step), v.Close())
}

// CheckWaves says what is wrong with the options of waves.
func (h *Hardware) CheckWaves(o sim.VCDOptions) error {
	if err := o.Check(h.design); err != nil {
		return fmt.Errorf("waves: %w", err)
	}
	return nil
}

// nthRun is a run, counted from 0.
func (h *Hardware) nthRun(number int) *deed {
	for _, d := range h.deeds {
		if d.load != nil {
			continue
		}
		if number == 0 {
			return d
		}
		number--
	}
	return nil
}

// step drives the row for n cycles, for whoever watches the signals.
func (b *bench) step(n int) error {
	for _, p := range b.in {
		perElement := (p.bits + 63) / 64
		for i := range p.port.Len() {
			at := p.first + i*perElement
			p.port.At(i).SetBig(number(b.row[at : at+perElement]))
		}
	}
	b.cycles += n
	return b.sim.StepN(nil, n)
}

// number is words as one, the low one first.
func number(words []uint64) *big.Int {
	x := new(big.Int)
	for i := len(words) - 1; i >= 0; i-- {
		x.Lsh(x, 64).Or(x, new(big.Int).SetUint64(words[i]))
	}
	return x
}
