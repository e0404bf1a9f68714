package checkpoint

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// hfConfig is the part of a Hugging Face config.json that makes a difference to
// a Llama model. A field that is not there has the default of the transformers
// library.
type hfConfig struct {
	ModelType string `json:"model_type"`
	Hidden    int    `json:"hidden_size"`
	Inner     int    `json:"intermediate_size"`
	Layers    int    `json:"num_hidden_layers"`
	Heads     int    `json:"num_attention_heads"`
	KVHeads   *int   `json:"num_key_value_heads"`
	HeadDim   *int   `json:"head_dim"`
	Vocab     int    `json:"vocab_size"`
	SeqLen    int    `json:"max_position_embeddings"`
	Tied      bool   `json:"tie_word_embeddings"`
	BOS       *int   `json:"bos_token_id"`
	EOS       tokens `json:"eos_token_id"`

	Theta     *float32 `json:"rope_theta"`
	Epsilon   float32  `json:"rms_norm_eps"`
	Scaling   *rope    `json:"rope_scaling"`
	Rope      *rope    `json:"rope_parameters"` // newer files: scaling and base in one
	Act       string   `json:"hidden_act"`
	AttBias   bool     `json:"attention_bias"`
	MLPBias   bool     `json:"mlp_bias"`
	Quantised any      `json:"quantization_config"`
}

// tokens is one, or a list.
type tokens []int

// UnmarshalJSON reads either form.
func (t *tokens) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil
	}
	var one int
	if err := json.Unmarshal(text, &one); err == nil {
		*t = tokens{one}
		return nil
	}
	return json.Unmarshal(text, (*[]int)(t))
}

// specials is llama2.c's if the file does not say, as in the transformers library.
func (h hfConfig) specials() Specials {
	if h.BOS == nil && h.EOS == nil {
		return Specials{}
	}
	s := Specials{Begin: 1, Ends: []int{2}}
	if h.BOS != nil {
		s.Begin = *h.BOS
	}
	if h.EOS != nil {
		s.Ends = h.EOS
	}
	return s
}

type rope struct {
	Type    string   `json:"rope_type"`
	OldType string   `json:"type"`
	Theta   *float32 `json:"rope_theta"`

	Factor   float32 `json:"factor"`
	Low      float32 `json:"low_freq_factor"`
	High     float32 `json:"high_freq_factor"`
	Original int     `json:"original_max_position_embeddings"`
}

// scaling is how angles are scaled, if the kind is one of those that are known.
func (r *rope) scaling() (RopeScaling, error) {
	switch kind := r.scaled(); kind {
	case "":
		return RopeScaling{}, nil
	case "linear":
		return RopeScaling{Factor: r.Factor}, r.complete(r.Factor)
	case "llama3":
		return RopeScaling{r.Factor, r.Low, r.High, r.Original}, r.complete(r.Factor, r.Low, r.High, float32(r.Original))
	default:
		return RopeScaling{}, fmt.Errorf("of type %q is not supported: want linear or llama3", kind)
	}
}

// complete is whether all numbers of a kind are there.
func (r *rope) complete(numbers ...float32) error {
	if slices.Contains(numbers, 0) {
		return fmt.Errorf("of type %q is incomplete: linear has factor, llama3 also low_freq_factor, high_freq_factor, original_max_position_embeddings", r.scaled())
	}
	return nil
}

// scaled names the way in which angles are scaled, or "".
func (r *rope) scaled() string {
	if r == nil {
		return ""
	}
	for _, t := range []string{r.Type, r.OldType} {
		if t != "" && t != "default" {
			return t
		}
	}
	return ""
}

// parseConfig reads config.json.
func parseConfig(text []byte) (Config, error) {
	h := hfConfig{SeqLen: 2048, Epsilon: 1e-6, Act: "silu"}
	if err := json.Unmarshal(text, &h); err != nil {
		return Config{}, fmt.Errorf("not the config of a model: %w", err)
	}
	if err := h.supported(); err != nil {
		return Config{}, err
	}
	c := Config{
		Dim: h.Hidden, Hidden: h.Inner, Layers: h.Layers, Heads: h.Heads, KVHeads: h.Heads,
		Vocab: h.Vocab, SeqLen: h.SeqLen, SharedClassifier: h.Tied, NormEps: h.Epsilon, RopeTheta: 10000, Specials: h.specials(),
	}
	if h.KVHeads != nil {
		c.KVHeads = *h.KVHeads
	}
	if h.HeadDim != nil && *h.HeadDim*h.Heads != h.Hidden {
		c.HeadDim = *h.HeadDim
	}
	if h.Theta != nil {
		c.RopeTheta = *h.Theta
	} else if h.Rope != nil && h.Rope.Theta != nil {
		c.RopeTheta = *h.Rope.Theta
	}
	var err error
	if c.Scaling, err = h.Scaling.scaling(); err != nil {
		return Config{}, fmt.Errorf("rope_scaling %w", err)
	}
	if h.Scaling.scaled() == "" {
		if c.Scaling, err = h.Rope.scaling(); err != nil {
			return Config{}, fmt.Errorf("rope_parameters %w", err)
		}
	}
	if err := c.Check(); err != nil {
		return Config{}, fmt.Errorf("of its numbers, %w", hfNames(err))
	}
	return c, nil
}

// supported reports the first feature that would make this another model than
// what a Config describes.
func (h hfConfig) supported() error {
	switch {
	case h.ModelType != "llama":
		return fmt.Errorf("model_type is %q: want \"llama\": other architectures compute something else from weights of the same names", h.ModelType)
	case h.AttBias:
		return errors.New("attention_bias is not supported: the products have no bias")
	case h.MLPBias:
		return errors.New("mlp_bias is not supported: the products have no bias")
	case h.Act != "silu":
		return fmt.Errorf("hidden_act is %q: want \"silu\"", h.Act)
	case h.Quantised != nil:
		return errors.New("quantization_config: a quantised model is not supported: use the original, in F32, F16 or BF16")
	}
	return nil
}

// hfNames puts the names of config.json into an error of Config.Check.
func hfNames(err error) error {
	return errors.New(strings.NewReplacer(
		"head_dim", "head_dim", "n_kv_heads", "num_key_value_heads", "n_heads", "num_attention_heads", "hidden_dim", "intermediate_size",
		"n_layers", "num_hidden_layers", "seq_len", "max_position_embeddings", "dim ", "hidden_size ",
	).Replace(err.Error()))
}
