package modeltest

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing/fstest"

	"npugen/model/checkpoint"
)

// HuggingFace is the folder of a model: config.json and model.safetensors with
// numbers of a dtype (F32, F16 or BF16). Weights that the dtype cannot hold are
// cut off.
func HuggingFace(c *checkpoint.Checkpoint, dtype string) fstest.MapFS {
	return fstest.MapFS{
		"config.json":       {Data: HFConfig(c.Config, nil)},
		"model.safetensors": {Data: Safetensors(HFTensors(c), dtype)},
	}
}

// HFConfig is the config.json of an architecture, with further fields.
func HFConfig(c checkpoint.Config, more map[string]any) []byte {
	fields := map[string]any{
		"architectures": []string{"LlamaForCausalLM"}, "model_type": "llama", "hidden_act": "silu",
		"hidden_size": c.Dim, "intermediate_size": c.Hidden, "num_hidden_layers": c.Layers,
		"num_attention_heads": c.Heads, "num_key_value_heads": c.KVHeads, "head_dim": c.HeadSize(),
		"vocab_size": c.Vocab, "max_position_embeddings": c.SeqLen, "tie_word_embeddings": c.SharedClassifier,
		"rope_theta": c.Theta(), "rms_norm_eps": c.Epsilon(), "rope_scaling": nil, "attention_bias": false,
	}
	if s := c.Scaling; s.Factor != 0 {
		kind := "linear"
		if s.High != 0 {
			kind = "llama3"
		}
		fields["rope_scaling"] = map[string]any{
			"rope_type": kind, "factor": s.Factor, "low_freq_factor": s.Low, "high_freq_factor": s.High, "original_max_position_embeddings": s.Original,
		}
	}
	for k, v := range more {
		fields[k] = v
	}
	text, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	return text
}

// HFTensor is a tensor under its name in a Hugging Face file.
type HFTensor struct {
	Name  string
	Shape []int
	Data  []float32
}

// HFTensors is the tensors of a checkpoint as transformers stores them: rows of
// wq and wk in two halves a head, where the checkpoint has pairs.
func HFTensors(c *checkpoint.Checkpoint) []HFTensor {
	names := strings.Fields(`token_embedding model.embed_tokens wq self_attn.q_proj wk self_attn.k_proj
		wv self_attn.v_proj wo self_attn.o_proj w1 mlp.gate_proj w2 mlp.down_proj w3 mlp.up_proj
		rms_att input_layernorm rms_ffn post_attention_layernorm rms_final model.norm wcls lm_head`)
	var all []HFTensor
	for i := 0; i < len(names); i += 2 {
		rows, cols, layers, err := c.Shape(names[i])
		if err != nil {
			panic(err)
		}
		if names[i] == "wcls" && c.Config.SharedClassifier {
			continue
		}
		for layer := range layers {
			t, err := c.Tensor(names[i], layer)
			if err != nil {
				panic(err)
			}
			name := names[i+1]
			if strings.Contains("wq wk wv wo w1 w2 w3 rms_att rms_ffn", names[i]) {
				name = "model.layers." + strconv.Itoa(layer) + "." + name
			}
			h := HFTensor{name + ".weight", []int{rows, cols}, t.Data}
			if rows == 1 {
				h.Shape = []int{cols}
			}
			if names[i] == "wq" || names[i] == "wk" {
				h.Data = halves(t.Data, cols, c.Config.HeadSize())
			}
			all = append(all, h)
		}
	}
	return all
}

// halves moves the rows of each head: the even ones first, then the odd ones.
func halves(data []float32, cols, size int) []float32 {
	var out []float32
	for head := 0; head < len(data)/cols; head += size {
		for _, odd := range []int{0, 1} {
			for row := head + odd; row < head+size; row += 2 {
				out = append(out, data[row*cols:(row+1)*cols]...)
			}
		}
	}
	return out
}

// Safetensors is a file of tensors.
func Safetensors(tensors []HFTensor, dtype string) []byte {
	var data []byte
	header := map[string]any{"__metadata__": map[string]string{"format": "pt"}}
	for _, t := range tensors {
		begin := len(data)
		for _, v := range t.Data {
			data = appendNumber(data, v, dtype)
		}
		header[t.Name] = map[string]any{"dtype": dtype, "shape": t.Shape, "data_offsets": []int{begin, len(data)}}
	}
	text, err := json.Marshal(header)
	if err != nil {
		panic(err)
	}
	return append(append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...), data...)
}

// appendNumber cuts off what does not fit; binary16 takes normal numbers only.
func appendNumber(data []byte, v float32, dtype string) []byte {
	bits := math.Float32bits(v)
	switch dtype {
	case "F32":
		return binary.LittleEndian.AppendUint32(data, bits)
	case "BF16":
		return binary.LittleEndian.AppendUint16(data, uint16(bits>>16))
	case "F16":
		half := bits >> 16 & 0x8000
		if exponent := int(bits>>23&255) - 127 + 15; exponent > 0 {
			half |= uint32(exponent)<<10 | bits>>13&1023
		}
		return binary.LittleEndian.AppendUint16(data, uint16(half))
	}
	panic(fmt.Sprintf("dtype %q", dtype))
}
