package textrun

import "context"

// Together is what a run of several sequences gave.
type Together struct {
	Sequences     []Written `json:"sequences"`
	PromptCycles  int       `json:"prompt_cycles"`   // of the runs of several tokens of a prompt
	CyclesPerStep []int     `json:"cycles_per_step"` // of each run of a token of each sequence that goes on
	TokensPerStep []int     `json:"tokens_per_step"` // new ones
	About
}

// RunTogether writes the texts of several prompts at the same time. Each is what
// it would be alone.
func RunTogether(ctx context.Context, o Options) (*Together, error) {
	w, err := o.write(ctx)
	if err != nil {
		return nil, err
	}
	r, err := w.together()
	if err != nil {
		return nil, err
	}
	return r, w.finish(ctx, &r.About)
}

// together is the report of several sequences.
func (w *work) together() (*Together, error) {
	r := &Together{About: w.about}
	for i := range w.texts {
		s, err := w.written(i)
		if err != nil {
			return nil, err
		}
		r.Sequences = append(r.Sequences, s)
	}
	tokens, decoding, bytes := 0, 0, uint64(0)
	for _, s := range w.steps {
		n, moved, err := w.cost(s)
		if err != nil {
			return nil, err
		}
		bytes += moved
		if len(s.Parts[0].Tokens) > 1 {
			r.PromptCycles += n
			continue
		}
		r.CyclesPerStep, r.TokensPerStep = append(r.CyclesPerStep, n), append(r.TokensPerStep, s.New())
		decoding, tokens = decoding+n, tokens+s.New()
	}
	r.rates(w.options.Setup, tokens, decoding, r.PromptCycles, bytes)
	return r, nil
}
