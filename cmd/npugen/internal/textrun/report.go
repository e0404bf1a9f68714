package textrun

import (
	"npugen/gen/compile"
	"npugen/verif/npu"
)

// Report is what a run gave.
type Report struct {
	Text            string  `json:"text"`
	IDs             []int   `json:"ids"` // without BOS, the prompt's included
	PromptTokens    int     `json:"prompt_tokens"`
	CyclesPerToken  []int   `json:"cycles_per_token"` // of each position
	Estimated       bool    `json:"cycles_estimated"` // by the compiler, not counted on the chip
	DRAMUtilisation float64 `json:"dram_utilisation_pct"`
	TokensPerSecond float64 `json:"tokens_per_second"`
	ClockMHz        int     `json:"clock_mhz"`
	Model           string  `json:"model"`
	Preset          string  `json:"preset"`
	Engine          Engine  `json:"engine"`
}

func (o *Options) report(l language, text npu.Text, all []npu.Token) (*Report, error) {
	r := &Report{
		IDs: npu.Tokens(all, text.Prompt), PromptTokens: len(text.Prompt) - 1, ClockMHz: o.Setup.ClockMHz,
		Model: o.Source.Name(), Preset: o.Setup.Name, Engine: o.Engine, Estimated: o.Engine == Model,
	}
	var err error
	if r.Text, err = l.tokenizer.Text(append([]int{text.Prompt[0]}, r.IDs...)); err != nil {
		return nil, err
	}
	cycles, bytes := 0, uint64(0)
	for _, t := range all {
		n := t.Cycles
		if r.Estimated {
			if n, err = l.program.Cycles(t.Position, compile.NominalCost(o.Setup.Shape.Channels)); err != nil {
				return nil, err
			}
		}
		r.CyclesPerToken = append(r.CyclesPerToken, n)
		cycles += n
		moved, err := npu.Traffic(o.Setup.Shape, l.program, t.Run)
		if err != nil {
			return nil, err
		}
		bytes += moved
	}
	if cycles > 0 {
		r.DRAMUtilisation = 100 * float64(bytes) / (float64(cycles) * o.Setup.Peak())
		r.TokensPerSecond = float64(len(all)) * float64(o.Setup.ClockMHz) * 1e6 / float64(cycles)
	}
	return r, nil
}
