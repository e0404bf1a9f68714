package matmul

// Report is what came of a product.
type Report struct {
	Source string `json:"source"`
	Config string `json:"config"`
	Rows   int    `json:"array_rows"`
	Cols   int    `json:"array_cols"`
	M      int    `json:"m"` // vectors of activations
	K      int    `json:"k"` // reduction
	N      int    `json:"n"` // outputs

	// RelErrorFP32 is ||fp32 product - scaled sums|| / ||fp32 product||, of
	// the sums of the first engine.
	RelErrorFP32 float64  `json:"rel_error_fp32"`
	Engines      []Engine `json:"engines"`
}

// Engine is what came of it in one simulator.
type Engine struct {
	Name string `json:"name"`

	// Cycles is from the offer of the first command to the last result.
	Cycles int `json:"cycles"`

	// Match says that every sum equals the integer reference and that every
	// output of every cycle is that of the built-in simulator.
	Match bool `json:"match"`

	Seconds      float64 `json:"seconds"`       // of the simulation
	BuildSeconds float64 `json:"build_seconds"` // of making the simulator
	UsefulPct    float64 `json:"useful_pct"`    // cycles in which a vector enters the array
	Mismatch     string  `json:"mismatch,omitempty"`
}

// Match says that all engines do.
func (r *Report) Match() bool {
	for _, e := range r.Engines {
		if !e.Match {
			return false
		}
	}
	return len(r.Engines) > 0
}

// MACs is the number of multiplications.
func (r *Report) MACs() int { return r.M * r.K * r.N }
