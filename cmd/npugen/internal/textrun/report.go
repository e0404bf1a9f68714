package textrun

import (
	"npugen/gen/compile"
	"npugen/verif/npu"
	"npugen/verif/npu/report"
)

// Report is what a run gave.
type Report struct {
	Text            string  `json:"text"`
	IDs             []int   `json:"ids"` // without BOS, the prompt's included
	PromptTokens    int     `json:"prompt_tokens"`
	PromptCycles    int     `json:"prompt_cycles"`    // before the run that gave the first new token
	CyclesPerToken  []int   `json:"cycles_per_token"` // of each run that gave a new token
	Estimated       bool    `json:"cycles_estimated"` // by the compiler, not counted on the chip
	DRAMUtilisation float64 `json:"dram_utilisation_pct"`
	TokensPerSecond float64 `json:"tokens_per_second"` // new ones, without the prompt
	ClockMHz        int     `json:"clock_mhz"`
	Model           string  `json:"model"`
	Preset          string  `json:"preset"`
	Engine          Engine  `json:"engine"`

	Temperature float64 `json:"temperature,omitempty"` // at which tokens were drawn
	TopK        int     `json:"top_k,omitempty"`       // of so many
	Seed        uint64  `json:"seed,omitempty"`        // with random numbers of this seed

	Energy []report.Part `json:"energy,omitempty"` // an estimate, of a token
	Run    *report.Run   `json:"-"`                // nil on the functional model

	Operators []report.Operator `json:"operators,omitempty"` // of Run, if asked for

	BuildSeconds float64 `json:"build_seconds,omitempty"` // of another simulator
	Seconds      float64 `json:"seconds,omitempty"`       // that it ran
}

func (o *Options) report(l language, text npu.Text, all []npu.Step) (*Report, error) {
	c := l.program.Config
	begin := text.Begin(c)
	r := &Report{
		IDs: text.Tokens(c, all), PromptTokens: len(text.Prompt) - begin, ClockMHz: o.Setup.ClockMHz,
		Model: o.Source.Name(), Preset: o.Setup.Name, Engine: o.Engine, Estimated: o.Engine == Model,
	}
	if text.Sampler != nil {
		r.Temperature, r.TopK, r.Seed = o.Temperature, o.TopK, o.Seed
	}
	var err error
	if r.Text, err = l.tokenizer.Text(append(text.Prompt[:begin:begin], r.IDs...)); err != nil {
		return nil, err
	}
	decoding, bytes := 0, uint64(0)
	for _, s := range all {
		n := s.Cycles
		if r.Estimated {
			spans, err := l.program.Estimate(s.Run, compile.NominalCost(o.Setup.Top.Shape.Channels))
			if err != nil {
				return nil, err
			}
			n = spans[len(spans)-1].End
		}
		moved := s.Bursts * npu.BurstBytes
		if r.Estimated {
			if moved, err = npu.Traffic(o.Setup.Top.Shape, l.program, s.Run); err != nil {
				return nil, err
			}
		}
		bytes += moved
		if s.Prompt {
			r.PromptCycles += n
			continue
		}
		r.CyclesPerToken = append(r.CyclesPerToken, n)
		decoding += n
	}
	if decoding > 0 {
		r.DRAMUtilisation = 100 * float64(bytes) / (float64(decoding+r.PromptCycles) * o.Setup.Peak())
		r.TokensPerSecond = float64(len(r.CyclesPerToken)) * float64(o.Setup.ClockMHz) * 1e6 / float64(decoding)
	}
	return r, nil
}
