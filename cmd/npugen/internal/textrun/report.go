package textrun

import (
	"npugen/gen/compile"
	"npugen/verif/npu"
	"npugen/verif/npu/report"
)

// Report is what the run of one sequence gave.
type Report struct {
	Written
	PromptCycles   int   `json:"prompt_cycles"`    // before the run that gave the first new token
	CyclesPerToken []int `json:"cycles_per_token"` // of each run that gave a new token
	About
}

// Written is a sequence.
type Written struct {
	Text         string `json:"text"`
	IDs          []int  `json:"ids"` // without BOS, the prompt's included
	PromptTokens int    `json:"prompt_tokens"`
}

// About is what is known of any run.
type About struct {
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

// about is what is known before it runs.
func (o *Options) about() About {
	a := About{ClockMHz: o.Setup.ClockMHz, Model: o.Source.Name(), Preset: o.Setup.Name, Engine: o.Engine, Estimated: o.Engine == Model}
	if o.Temperature != 0 {
		a.Temperature, a.TopK, a.Seed = o.Temperature, o.TopK, o.Seed
	}
	return a
}

// written is a text with its tokens.
func (w *work) written(number int) (Written, error) {
	t, c := w.texts[number], w.language.program.Config
	begin := t.Begin(c)
	out := Written{IDs: t.Tokens(c, w.steps, number), PromptTokens: len(t.Prompt) - begin}
	var err error
	out.Text, err = w.language.tokenizer.Text(append(t.Prompt[:begin:begin], out.IDs...))
	return out, err
}

// report is that of one sequence.
func (w *work) report() (*Report, error) {
	r := &Report{About: w.about}
	var err error
	if r.Written, err = w.written(0); err != nil {
		return nil, err
	}
	decoding, bytes := 0, uint64(0)
	for _, s := range w.steps {
		n, moved, err := w.cost(s)
		if err != nil {
			return nil, err
		}
		bytes += moved
		if s.New() == 0 {
			r.PromptCycles += n
			continue
		}
		r.CyclesPerToken = append(r.CyclesPerToken, n)
		decoding += n
	}
	r.rates(w.options.Setup, len(r.CyclesPerToken), decoding, r.PromptCycles, bytes)
	return r, nil
}

// cost is the cycles of a step and the bytes that it moved.
func (w *work) cost(s npu.Step) (cycles int, bytes uint64, err error) {
	if !w.about.Estimated {
		return s.Cycles, s.Bursts * npu.BurstBytes, nil
	}
	shape, p := w.options.Setup.Top.Shape, w.language.program
	spans, err := p.Estimate(s.Run, compile.NominalCost(shape.Channels))
	if err != nil {
		return 0, 0, err
	}
	bytes, err = npu.Traffic(shape, p, s.Run)
	return spans[len(spans)-1].End, bytes, err
}

// rates notes what follows from some tokens in the cycles of decoding, and from
// the bytes that were moved in all cycles.
func (a *About) rates(s npu.Setup, tokens, decoding, prompts int, bytes uint64) {
	if decoding > 0 {
		a.DRAMUtilisation = 100 * float64(bytes) / (float64(decoding+prompts) * s.Peak())
		a.TokensPerSecond = float64(tokens) * float64(s.ClockMHz) * 1e6 / float64(decoding)
	}
}
