package large

import (
	"errors"
	"fmt"

	"npugen/blocks/bundle"
	"npugen/gen/compile"
	"npugen/isa"
	"npugen/isa/access"
	"npugen/verif/npu"
)

// Figures is a run of a layer.
type Figures struct {
	Run    int // cycles from the doorbell to END
	Stream int // cycles from the first weight's STREAM to the layer's end
	Array  int // cycles from the first MATMUL to the layer's end
	Bytes  uint64
	Useful int // vectors that entered the array in the layer
}

// Bandwidth is the part of the memory's peak that the layer's bytes take.
func (f Figures) Bandwidth(s npu.Setup) float64 {
	return float64(f.Bytes) / float64(f.Stream) / s.Peak()
}

// Busy is the part of the cycles of products in which the array took a vector.
func (f Figures) Busy() float64 { return float64(f.Useful) / float64(f.Array) }

// Gap is cycles in which no product was under way, before one.
type Gap struct {
	Operator string // the product's
	Cycles   int
}

// Gaps is those between the products of a run, in program order.
func Gaps(code []compile.Instruction, out *npu.Outcome) (gaps []Gap) {
	end := -1
	for i, c := range code {
		if c.Code.Op() != isa.MATMUL {
			continue
		}
		if n := out.Spans[i].Start - end; end >= 0 && n > 0 {
			gaps = append(gaps, Gap{c.Operator, n})
		}
		end = out.Spans[i].Retire
	}
	return gaps
}

// Measure counts a run of a program whose last MATMUL is the classifier.
func Measure(s bundle.Shape, code []compile.Instruction, run compile.Run, out *npu.Outcome) (Figures, error) {
	f := Figures{Run: out.Cycles}
	ins := make([]isa.Instruction, len(code))
	stream, first, last, classifier := -1, -1, -1, -1
	for i, c := range code {
		ins[i] = c.Code.Resolved(&run.Registers)
		switch ins[i].Op() {
		case isa.STREAM:
			if stream < 0 {
				stream = out.Spans[i].Start
			}
		case isa.MATMUL:
			if first < 0 {
				first = i
			}
			last, classifier = classifier, i
		}
	}
	if stream < 0 || last < 0 {
		return f, errors.New("the program has no products before a classifier")
	}
	end := out.Spans[last].Retire
	f.Stream, f.Array = end-stream, end-out.Spans[first].Start
	for i, in := range ins {
		switch in.Op() {
		case isa.MATMUL:
			if i <= last {
				f.Bytes += access.WeightRows(s, in) * uint64(s.Cols)
				f.Useful += int(access.Passes(in))
			}
		case isa.LOAD, isa.STORE:
			if out.Spans[i].Start < stream || out.Spans[i].Retire > end {
				continue
			}
			spans, err := access.Of(s, in)
			if err != nil {
				return f, fmt.Errorf("instruction %d: %w", i, err)
			}
			for _, x := range spans {
				if x.Space == access.Memory {
					f.Bytes += x.Hi - x.Lo
				}
			}
		}
	}
	return f, nil
}
