package report

import "npugen/verif/npu"

// Coefficient is the energy of one event, from a publication.
type Coefficient struct {
	Name   string
	PJ     float64 // a unit
	Unit   string
	Source string
}

const (
	horowitz = "M. Horowitz, Computing's energy problem, ISSCC 2014, figure 1.1.9, 45 nm, 0.9 V"
	oconnor  = "M. O'Connor et al., Fine-grained DRAM, MICRO 2017, table 3, HBM2"
)

// Coefficients is what energy is estimated with. Logic is that of 45 nm; a newer
// process takes a fraction of it. Clock, wires and leakage are not in it.
func Coefficients() []Coefficient {
	return []Coefficient{
		{"int8 multiply, int32 add", 0.2 + 0.1, "a MAC", horowitz},
		{"fp32 multiply", 3.7, "an operation", horowitz},
		{"fp32 add", 0.9, "an operation", horowitz},
		{"buffers", 10.0 / 8, "a byte", horowitz + ": 10 pJ for 64 bits of an 8 KB memory"},
		{"memory, data", (1.51 + 1.17 + 0.80) * 8, "a byte", oconnor + ": movement before and after the sense amplifiers, I/O"},
		{"memory, activations", 909, "a row", oconnor},
	}
}

// Part is a share of the energy.
type Part struct {
	Name   string  `json:"name"`
	Events uint64  `json:"events"` // a token
	NJ     float64 `json:"nj"`     // a token
}

// Energy is the estimate for a token, from counted events.
func (r *Run) Energy() []Part {
	var all Events
	tokens := 0
	for _, s := range r.decoding() {
		tokens += max(1, s.New())
		for _, in := range s.Code {
			all.add(eventsOf(r.Setup.Top.Shape, in.Instruction))
		}
		all.add(Events{MemoryBytes: s.Bursts * npu.BurstBytes, Activations: s.Rows})
	}
	counts := []uint64{all.MACs, all.FP32Mul, all.FP32Add, all.SRAMBytes, all.MemoryBytes, all.Activations}
	var parts []Part
	for i, c := range Coefficients() {
		n := counts[i] / uint64(tokens)
		parts = append(parts, Part{Name: c.Name, Events: n, NJ: float64(n) * c.PJ / 1000})
	}
	return parts
}
