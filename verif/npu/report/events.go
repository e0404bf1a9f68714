package report

import (
	"npugen/blocks/bundle"
	"npugen/isa"
	"npugen/isa/access"
)

// Events is how often what costs energy happens.
type Events struct {
	MACs        uint64 `json:"macs"`         // int8 products added to int32 sums, those of all cells that a vector passes
	FP32Mul     uint64 `json:"fp32_mul"`     // a special function counts as 6, of its polynomial and rounding
	FP32Add     uint64 `json:"fp32_add"`     // maxima, comparisons and conversions too
	SRAMBytes   uint64 `json:"sram_bytes"`   // read or written in buffers
	MemoryBytes uint64 `json:"memory_bytes"` // on the memory's data buses
	Activations uint64 `json:"activations"`  // rows of memory opened
}

func (e *Events) add(f Events) {
	e.MACs += f.MACs
	e.FP32Mul += f.FP32Mul
	e.FP32Add += f.FP32Add
	e.SRAMBytes += f.SRAMBytes
	e.MemoryBytes += f.MemoryBytes
	e.Activations += f.Activations
}

// special is the multiplications that a special function counts as.
const special = 6

// eventsOf counts those of an instruction, without memory.
func eventsOf(s bundle.Shape, in isa.Instruction) (e Events) {
	spans, err := access.Of(s, in)
	if err != nil {
		return e // it has run, so it is legal
	}
	for _, x := range spans {
		n := x.Hi - x.Lo
		switch x.Space {
		case access.VB, access.SB:
			e.SRAMBytes += 4 * n
		case access.AB:
			e.SRAMBytes += n * uint64(s.Rows+4)
		}
	}
	cols, rows := uint64(s.Cols), uint64(s.Rows)
	switch in.Op() {
	case isa.STREAM:
		e.SRAMBytes += cols * uint64(in.Get("rows"))
	case isa.MATMUL:
		passes := access.Passes(in)
		e.MACs = passes * rows * cols
		e.FP32Mul, e.FP32Add = 2*passes*cols, 2*passes*cols // scale, product; conversion, sum
		for v := uint64(0); v < uint64(in.Get("m")) && in.Get("peak") != 0; v++ {
			e.FP32Add += access.Seen(in, v) // comparisons
		}
		e.SRAMBytes += access.WeightRows(s, in)*cols + 2*4*passes*cols // out of the FIFO; accumulators
	case isa.MAP, isa.QUANT:
		e.elements(in)
	case isa.ARGMAX, isa.TOPK:
		e.FP32Add = uint64(in.Get("len"))
	}
	return e
}

// elements counts what the lanes do for each element.
func (e *Events) elements(in isa.Instruction) {
	n := uint64(0)
	l := access.LoopOf(in)
	for i0 := range l.N0 {
		n += l.N1 * (l.Len + i0*l.Inc)
	}
	add, mul := uint64(0), uint64(0)
	count := func(field string, a, m [3]uint64) {
		v := in.Get(field)
		add, mul = add+a[v], mul+m[v]
	}
	count("pre", [3]uint64{0, 1, 0}, [3]uint64{0, 0, 1})
	count("fn", [3]uint64{}, [3]uint64{0, special, special + 1})
	count("bin", [3]uint64{0, 0, 1}, [3]uint64{0, 1, 0})
	count("red", [3]uint64{0, 1, 1}, [3]uint64{})
	if in.Op() == isa.QUANT {
		add, mul = add+2, mul+1 // maximum, conversion; product
	}
	e.FP32Add, e.FP32Mul = add*n, mul*n
}
