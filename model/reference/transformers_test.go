package reference_test

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"npugen/model/checkpoint"
	"npugen/model/modeltest"
)

// transformers is a model as its folder describes it, computed from the bytes of its
// files alone, as modeling_llama.py of the transformers library does: nothing of the
// package under test is used.
type transformers struct {
	config  map[string]any
	weights map[string][]float64
}

// openTransformers reads all files of weights, of whatever types.
func openTransformers(t *testing.T, folder fstest.MapFS) transformers {
	m := transformers{weights: map[string][]float64{}}
	require.NoError(t, json.Unmarshal(folder["config.json"].Data, &m.config))
	for name, f := range folder {
		if name == "config.json" || name == "model.safetensors.index.json" {
			continue
		}
		size := binary.LittleEndian.Uint64(f.Data)
		var header map[string]struct {
			DType   string `json:"dtype"`
			Offsets [2]int `json:"data_offsets"`
		}
		require.NoError(t, json.Unmarshal(f.Data[8:8+size], &header))
		data := f.Data[8+size:]
		for tensor, h := range header {
			for at := h.Offsets[0]; at < h.Offsets[1]; {
				v, n := number(data[at:], h.DType)
				m.weights[tensor] = append(m.weights[tensor], v)
				at += n
			}
		}
	}
	return m
}

// number is the first of some data, and its size in bytes.
func number(data []byte, dtype string) (float64, int) {
	half := func() uint64 { return uint64(binary.LittleEndian.Uint16(data)) }
	switch dtype {
	case "F32":
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(data))), 4
	case "BF16":
		return float64(math.Float32frombits(uint32(half()) << 16)), 2
	}
	h := half()
	v := math.Ldexp(float64(1024+h%1024), int(h>>10%32)-25)
	if h>>10%32 == 0 {
		v = math.Ldexp(float64(h%1024), -24)
	}
	if h>>15 == 1 {
		v = -v
	}
	return v, 2
}

func (m transformers) size(key string) int { return int(m.config[key].(float64)) }

// linear is the product with a matrix of rows as long as x.
func (m transformers) linear(name string, x []float64) []float64 {
	w := m.weights[name+".weight"]
	y := make([]float64, len(w)/len(x))
	for i, v := range w {
		y[i/len(x)] += v * x[i%len(x)]
	}
	return y
}

func (m transformers) norm(name string, x []float64) []float64 {
	square := m.config["rms_norm_eps"].(float64)
	for _, v := range x {
		square += v * v / float64(len(x))
	}
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = m.weights[name+".weight"][i] * v / math.Sqrt(square)
	}
	return y
}

// rotate is x cos + rotate_half(x) sin for each head, with the halves of a head as
// real and imaginary parts.
func (m transformers) rotate(x []float64, position int) {
	d := m.size("head_dim")
	for head := 0; head < len(x); head += d {
		for i := range d / 2 {
			sin, cos := math.Sincos(float64(position) / math.Pow(m.config["rope_theta"].(float64), float64(2*i)/float64(d)))
			a, b := &x[head+i], &x[head+i+d/2]
			*a, *b = *a*cos-*b*sin, *b*cos+*a*sin
		}
	}
}

// logits is those of the last token, over all before it.
func (m transformers) logits(tokens []int) []float64 {
	dim, d := m.size("hidden_size"), m.size("head_dim")
	heads, groups := m.size("num_attention_heads"), m.size("num_key_value_heads")
	embedding := m.weights["model.embed_tokens.weight"]
	var xs [][]float64
	for _, token := range tokens {
		xs = append(xs, append([]float64(nil), embedding[token*dim:(token+1)*dim]...))
	}
	for layer := range m.size("num_hidden_layers") {
		name := "model.layers." + strconv.Itoa(layer) + "."
		var qs, ks, vs [][]float64
		for position, x := range xs {
			h := m.norm(name+"input_layernorm", x)
			q, k := m.linear(name+"self_attn.q_proj", h), m.linear(name+"self_attn.k_proj", h)
			m.rotate(q, position)
			m.rotate(k, position)
			qs, ks, vs = append(qs, q), append(ks, k), append(vs, m.linear(name+"self_attn.v_proj", h))
		}
		for position, x := range xs {
			out := make([]float64, heads*d)
			for head := range heads {
				of := head / (heads / groups) * d // repeat_kv
				total := 0.0
				weights := make([]float64, position+1)
				for p := range weights {
					dot := 0.0
					for i := range d {
						dot += qs[position][head*d+i] * ks[p][of+i]
					}
					weights[p] = math.Exp(dot / math.Sqrt(float64(d)))
					total += weights[p]
				}
				for p, w := range weights {
					for i := range d {
						out[head*d+i] += w / total * vs[p][of+i]
					}
				}
			}
			add(x, m.linear(name+"self_attn.o_proj", out))
			h := m.norm(name+"post_attention_layernorm", x)
			gate, up := m.linear(name+"mlp.gate_proj", h), m.linear(name+"mlp.up_proj", h)
			for i, g := range gate {
				gate[i] = g / (1 + math.Exp(-g)) * up[i]
			}
			add(x, m.linear(name+"mlp.down_proj", gate))
		}
	}
	head := "lm_head"
	if m.config["tie_word_embeddings"] == true {
		head = "model.embed_tokens"
	}
	return m.linear(head, m.norm("model.norm", xs[len(xs)-1]))
}

func add(x, y []float64) {
	for i := range x {
		x[i] += y[i]
	}
}

// sharded is a folder with its tensors dealt to files of different types.
func sharded(t *testing.T, config checkpoint.Config, rng *rand.Rand) fstest.MapFS {
	whole, err := checkpoint.ReadFS("whole", modeltest.RandomFolder(config, rng))
	require.NoError(t, err)
	dtypes := []string{"F32", "BF16", "F16"}
	parts, files := make([][]modeltest.HFTensor, len(dtypes)), map[string]string{}
	file := func(i int) string { return fmt.Sprintf("model-%05d-of-%05d.safetensors", i+1, len(dtypes)) }
	for _, tensor := range modeltest.HFTensors(whole) {
		i := rng.IntN(len(parts))
		parts[i] = append(parts[i], tensor)
		files[tensor.Name] = file(i)
	}
	index, err := json.Marshal(map[string]any{"weight_map": files})
	require.NoError(t, err)
	folder := fstest.MapFS{"config.json": {Data: modeltest.HFConfig(config, nil)}, "model.safetensors.index.json": {Data: index}}
	for i, part := range parts {
		folder[file(i)] = &fstest.MapFile{Data: modeltest.Safetensors(part, dtypes[i])}
	}
	return folder
}

// Folders of Hugging Face give the logits that their files alone give: heads that
// share keys, embeddings that are the classifier or are not, any base of the angles,
// files of different types.
func TestFoldersAsTransformers(t *testing.T) {
	for seed := range 24 {
		rng := rand.New(rand.NewPCG(uint64(seed), 5))
		config := modeltest.RandomConfig(rng, 24)
		config.Scaling, config.SeqLen = checkpoint.RopeScaling{}, 12
		folder := sharded(t, config, rng)
		model := openTransformers(t, folder)
		c, err := checkpoint.ReadFS("random", folder)
		require.NoError(t, err)
		require.Equal(t, config.SharedClassifier, c.Config.SharedClassifier)
		var tokens []int
		for range config.SeqLen {
			tokens = append(tokens, rng.IntN(config.Vocab))
		}
		got := logits(t, c, tokens)
		for p := range tokens {
			for i, want := range model.logits(tokens[:p+1]) {
				require.InDelta(t, want, got[p][i], 1e-4, "seed %d, position %d, logit %d of %+v", seed, p, i, config)
			}
		}
	}
}
