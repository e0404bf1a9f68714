package checkpoint

import (
	"cmp"
	"fmt"
	"math"
)

// Config is the architecture of a Llama-2 model, in elements.
type Config struct {
	Dim     int // width of the residual stream
	Hidden  int // width of the feed-forward network
	Layers  int
	Heads   int // query heads
	KVHeads int // key and value heads; Heads is a multiple
	Vocab   int // tokens
	SeqLen  int // longest sequence

	SharedClassifier bool // wcls is token_embedding

	// Zero stands for what llama2.c fixes.
	HeadDim   int     // width of one attention head; 0: Dim / Heads
	RopeTheta float32 // base of the rotary angles; 0: 10000
	Scaling   RopeScaling
	NormEps   float32 // added to the mean square in RMSNorm; 0: 1e-5
	Specials  Specials
}

// HeadSize is the width of one attention head.
func (c Config) HeadSize() int { return cmp.Or(c.HeadDim, c.Dim/max(c.Heads, 1)) }

// QDim is the width of all query heads together.
func (c Config) QDim() int { return c.HeadSize() * c.Heads }

// KVDim is the width of all key (or value) heads together.
func (c Config) KVDim() int { return c.HeadSize() * c.KVHeads }

// Theta is the base of the rotary angles: see Frequency.
func (c Config) Theta() float32 { return cmp.Or(c.RopeTheta, 10000) }

// Epsilon is what RMSNorm adds to the mean square.
func (c Config) Epsilon() float32 { return cmp.Or(c.NormEps, 1e-5) }

// Limits of a plausible model. They are far above any published one, and low
// enough that no product of them that a reader forms leaves 63 bits.
const (
	maxWidth  = 1 << 20 // Dim, Hidden
	maxLayers = 1 << 12
	maxTokens = 1 << 24 // Vocab, SeqLen
)

// Check reports the first field that no model can have.
func (c Config) Check() error {
	for _, f := range []struct {
		name     string
		val, max int
	}{
		{"dim", c.Dim, maxWidth},
		{"hidden_dim", c.Hidden, maxWidth},
		{"n_layers", c.Layers, maxLayers},
		{"n_heads", c.Heads, maxWidth},
		{"n_kv_heads", c.KVHeads, maxWidth},
		{"vocab_size", c.Vocab, maxTokens},
		{"seq_len", c.SeqLen, maxTokens},
	} {
		if f.val < 1 || f.val > f.max {
			return fmt.Errorf("%s is %d, want 1..%d", f.name, f.val, f.max)
		}
	}
	switch {
	case c.HeadDim < 0 || c.HeadDim > maxWidth:
		return fmt.Errorf("head_dim is %d, want 1..%d, or 0 for dim / n_heads", c.HeadDim, maxWidth)
	case !(c.Theta() > 0 && c.Theta() <= math.MaxFloat32):
		return fmt.Errorf("rope_theta is %v, want a positive number", c.RopeTheta)
	case !(c.Epsilon() > 0 && c.Epsilon() <= math.MaxFloat32):
		return fmt.Errorf("rms_norm_eps is %v, want a positive number", c.NormEps)
	case c.HeadDim == 0 && c.Dim%c.Heads != 0:
		return fmt.Errorf("dim %d is not a multiple of n_heads %d: heads share the model dimension equally", c.Dim, c.Heads)
	case c.HeadSize()%2 != 0:
		return fmt.Errorf("head size %d (dim %d, n_heads %d) is odd: rotary embedding turns pairs", c.HeadSize(), c.Dim, c.Heads)
	case c.Heads%c.KVHeads != 0:
		return fmt.Errorf("n_heads %d is not a multiple of n_kv_heads %d: query heads share key heads equally", c.Heads, c.KVHeads)
	}
	if err := c.Specials.check(c.Vocab); err != nil {
		return err
	}
	return c.Scaling.check()
}
