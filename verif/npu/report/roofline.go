package report

import (
	"npugen/isa"
	"npugen/isa/access"
	"npugen/verif/npu"
)

// Point is a product, or a whole token, on the roofline.
type Point struct {
	Name      string
	Intensity float64 // MACs for each byte from memory
	Rate      float64 // MACs a cycle
}

// Points is the products by operator, over all layers, in the order of the
// program; the last is the whole token. The cycles of a product are those from
// which the matrix unit could take it until it is complete, waits for weights
// included; its bytes are its weights.
func (r *Run) Points() []Point {
	var names []string
	work := map[string]*product{}
	total := &product{}
	for _, s := range r.decoding() {
		busy := map[string][]npu.Span{}
		for _, in := range s.Code {
			if in.Op() != isa.MATMUL {
				continue
			}
			if work[in.Operator] == nil {
				names, work[in.Operator] = append(names, in.Operator), &product{}
			}
			p, e := work[in.Operator], eventsOf(r.Setup.Top.Shape, in.Instruction)
			p.macs += e.MACs
			total.macs += e.MACs
			p.bytes += access.WeightRows(r.Setup.Top.Shape, in.Instruction) * uint64(r.Setup.Top.Cols)
			busy[in.Operator] = append(busy[in.Operator], in.Span)
		}
		for name, spans := range busy {
			work[name].cycles += npu.Busy(spans)
		}
		total.bytes += s.Bursts * npu.BurstBytes
		total.cycles += s.Cycles
	}
	var points []Point
	for _, name := range names {
		if p := work[name]; p.bytes > 0 && p.macs > 0 {
			points = append(points, p.point(name))
		}
	}
	return append(points, total.point("whole token"))
}

type product struct {
	macs, bytes uint64
	cycles      int
}

func (p product) point(name string) Point {
	return Point{Name: name, Intensity: float64(p.macs) / float64(max(p.bytes, 1)), Rate: float64(p.macs) / float64(max(p.cycles, 1))}
}
