package checkpoint_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"npugen/model/checkpoint"
	"npugen/model/modeltest"
)

type fields = map[string]any

func TestUnsupportedConfigs(t *testing.T) {
	for _, tc := range []struct {
		change fields
		want   string
	}{
		{fields{"bos_token_id": 270}, "token 270 begins or ends a text: the vocabulary is 0..269"},
		{fields{"eos_token_id": []int{3, -1}}, "token -1 begins or ends a text: the vocabulary is 0..269"},
		{fields{"eos_token_id": "</s>"}, "not the config of a model: "},
		{fields{"model_type": "gpt2"}, `model_type is "gpt2": want "llama": other architectures compute something else`},
		{fields{"rope_scaling": fields{"rope_type": "llama3", "factor": 8}}, `rope_scaling of type "llama3" is incomplete: linear has factor, llama3 also low_freq_factor`},
		{fields{"rope_scaling": fields{"type": "linear"}}, `rope_scaling of type "linear" is incomplete`},
		{fields{"rope_scaling": fields{"type": "linear", "factor": -2}}, `factor is -2, want a positive number`},
		{fields{"rope_scaling": fields{"type": "dynamic", "factor": 2}}, `rope_scaling of type "dynamic" is not supported: want linear or llama3`},
		{fields{"rope_parameters": fields{"rope_type": "yarn", "factor": 2}}, `rope_parameters of type "yarn" is not supported`},
		{fields{"rope_scaling": fields{"rope_type": "llama3", "factor": 8, "low_freq_factor": 4, "high_freq_factor": 1, "original_max_position_embeddings": 8192}}, `low_freq_factor is 4 and high_freq_factor 1, want positive numbers, the second larger`},
		{fields{"attention_bias": true}, "attention_bias is not supported: the products have no bias"},
		{fields{"mlp_bias": true}, "mlp_bias is not supported"},
		{fields{"hidden_act": "gelu"}, `hidden_act is "gelu": want "silu"`},
		{fields{"quantization_config": fields{"bits": 4}}, "quantization_config: a quantised model is not supported"},
		{fields{"hidden_size": 0}, "of its numbers, hidden_size is 0, want 1..1048576"},
		{fields{"num_key_value_heads": 4}, "of its numbers, num_attention_heads 6 is not a multiple of num_key_value_heads 4"},
		{fields{"head_dim": 1 << 40}, "of its numbers, head_dim is 1099511627776, want 1..1048576"},
		{fields{"head_dim": -2}, "of its numbers, head_dim is -2"},
		{fields{"rope_theta": -1}, "of its numbers, rope_theta is -1, want a positive number"},
		{fields{"rms_norm_eps": -1e-5}, "of its numbers, rms_norm_eps is -1e-05, want a positive number"},
		{fields{"hidden_size": "wide"}, "not the config of a model: json: cannot unmarshal string"},
		{fields{"vocab_size": 271}, `tensor "model.embed_tokens.weight" has shape [270 12], config.json asks for [271 12]`},
		{fields{"num_hidden_layers": 3}, `no tensor "model.layers.2.input_layernorm.weight", which config.json asks for`},
		{fields{"num_hidden_layers": 1}, `tensor "model.layers.1.input_layernorm.weight" has no place in a Llama model as config.json describes it`},
		{fields{"tie_word_embeddings": false}, `no tensor "lm_head.weight", which config.json asks for`},
	} {
		folder := modeltest.HuggingFace(known(t, true), "F32")
		folder["config.json"] = &fstest.MapFile{Data: modeltest.HFConfig(modeltest.Tiny(), tc.change)}
		_, err := checkpoint.ReadFS("folder", folder)
		require.ErrorContains(t, err, "folder: ")
		require.ErrorContains(t, err, tc.want)
	}
}

// Fields that change nothing, or that old or new versions write.
func TestSupportedConfigs(t *testing.T) {
	llama3 := fields{"rope_type": "llama3", "factor": 32, "low_freq_factor": 1, "high_freq_factor": 4, "original_max_position_embeddings": 8192, "rope_theta": 3}
	for _, tc := range []struct {
		change  fields
		theta   float32
		scaling checkpoint.RopeScaling
	}{
		{fields{"rope_theta": 500000, "rope_scaling": fields{"type": "default"}}, 500000, checkpoint.RopeScaling{}},
		{fields{"rope_theta": nil, "rope_parameters": fields{"rope_type": "default", "rope_theta": 1e6}}, 1e6, checkpoint.RopeScaling{}},
		{fields{"head_dim": nil, "torch_dtype": "bfloat16", "quantization_config": nil}, 10000, checkpoint.RopeScaling{}},
		{fields{"rope_scaling": fields{"type": "linear", "factor": 2}}, 10000, checkpoint.RopeScaling{Factor: 2}},
		{fields{"rope_scaling": llama3}, 10000, checkpoint.RopeScaling{Factor: 32, Low: 1, High: 4, Original: 8192}},
		{fields{"rope_theta": nil, "rope_parameters": llama3}, 3, checkpoint.RopeScaling{Factor: 32, Low: 1, High: 4, Original: 8192}},
	} {
		folder := modeltest.HuggingFace(known(t, true), "F32")
		folder["config.json"] = &fstest.MapFile{Data: modeltest.HFConfig(modeltest.Tiny(), tc.change)}
		c := readFS(t, folder)
		require.Equal(t, tc.theta, c.Config.RopeTheta)
		require.Equal(t, tc.scaling, c.Config.Scaling)
		require.Zero(t, c.Config.HeadDim)
	}
}

func TestSpecials(t *testing.T) {
	for _, tc := range []struct {
		change     fields
		bos        int
		ends, none []int
	}{
		{nil, 1, []int{1, 2}, []int{0, 3}},
		{fields{"bos_token_id": 0, "eos_token_id": 0}, 0, []int{0}, []int{1, 2}},
		{fields{"bos_token_id": 128, "eos_token_id": []int{129, 136}}, 128, []int{128, 129, 136}, []int{1, 2, 130}},
		{fields{"bos_token_id": nil, "eos_token_id": 7}, 1, []int{1, 7}, []int{2}},
		{fields{"bos_token_id": 5, "eos_token_id": nil}, 5, []int{5, 2}, []int{1}},
	} {
		folder := modeltest.HuggingFace(known(t, true), "F32")
		folder["config.json"] = &fstest.MapFile{Data: modeltest.HFConfig(modeltest.Tiny(), tc.change)}
		c := readFS(t, folder).Config
		require.Equal(t, tc.bos, c.BOS())
		for _, token := range tc.ends {
			require.True(t, c.Ended(token), "%v: %d", tc.change, token)
		}
		for _, token := range tc.none {
			require.False(t, c.Ended(token), "%v: %d", tc.change, token)
		}
	}
}

func safetensors(header string, data int) []byte {
	return append(append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header...), make([]byte, data)...)
}

func TestHostileSafetensors(t *testing.T) {
	for _, tc := range []struct {
		file []byte
		want string
	}{
		{nil, "truncated: a safetensors file starts with 8 bytes, the file has 0"},
		{[]byte("GGUF\x03\x00\x00\x00...."), "not a safetensors file: as length of the header its first 8 bytes"},
		{binary.LittleEndian.AppendUint64(nil, 50_000_000), "truncated: the header has 50000000 bytes, the file has 8"},
		{safetensors("nonsense", 0), "not a safetensors file: its header is no JSON object"},
		{safetensors("[1,2]", 0), "not a safetensors file: its header is no JSON object"},
		{safetensors(`{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}`, 8), `tensor "a": its numbers are "I64": want F32, F16 or BF16`},
		{safetensors(`{"a":{"dtype":"F32","shape":[2,-1],"data_offsets":[0,8]}}`, 8), `tensor "a": shape [2 -1]: want positive numbers`},
		{safetensors(`{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}`, 8), `whose product is a size`},
		{safetensors(`{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}`, 8), `tensor "a": shape [3] of F32 needs 12 bytes, data_offsets [0 8] hold 8`},
		{safetensors(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[8]}}`, 8), `tensor "a": its data_offsets are [8]: want [begin, end]`},
		{safetensors(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}`, 8), `tensor "a": its data_offsets are [-8 0]: want [begin, end]`},
		{safetensors(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}`, 8), `tensor "a": truncated: it ends at byte 75, the file has 71`},
		{safetensors(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775800,9223372036854775808]}}`, 8), `tensor "a": its header: json: cannot unmarshal`},
		{safetensors(`{"a":7}`, 8), `tensor "a": its header: json: cannot unmarshal`},
		{safetensors(`{}`, 0), `no tensor "model.embed_tokens.weight"`},
	} {
		folder := modeltest.HuggingFace(known(t, true), "F32")
		folder["model.safetensors"] = &fstest.MapFile{Data: tc.file}
		_, err := checkpoint.ReadFS("folder", folder)
		require.ErrorContains(t, err, "folder: ")
		require.ErrorContains(t, err, tc.want)
	}
}

func TestExtraTensors(t *testing.T) {
	extra := func(name string, shared bool) error {
		source := known(t, shared)
		tensors := append(modeltest.HFTensors(source), modeltest.HFTensor{Name: name, Shape: []int{1}, Data: []float32{1}})
		folder := modeltest.HuggingFace(source, "F32")
		folder["model.safetensors"] = &fstest.MapFile{Data: modeltest.Safetensors(tensors, "F32")}
		_, err := checkpoint.ReadFS("folder", folder)
		return err
	}
	require.NoError(t, extra("model.layers.0.self_attn.rotary_emb.inv_freq", false))
	require.NoError(t, extra("lm_head.weight", true), "a copy of the embedding")
	require.ErrorContains(t, extra("model.layers.0.self_attn.q_proj.bias", true), `tensor "model.layers.0.self_attn.q_proj.bias" has no place in a Llama model`)
}

func TestHostileFolders(t *testing.T) {
	for _, tc := range []struct {
		index, want string
	}{
		{`{`, "model.safetensors.index.json: unexpected end of JSON input"},
		{`{"weight_map":{}}`, "model.safetensors.index.json: its weight_map names no file"},
		{`{"weight_map":{"a":"../secret"}}`, `file "../secret": want the name of a file in the same folder`},
		{`{"weight_map":{"a":"/etc/passwd"}}`, `file "/etc/passwd": want the name of a file in the same folder`},
		{`{"weight_map":{"a":"x/y"}}`, `file "x/y": want the name of a file in the same folder`},
	} {
		folder := modeltest.HuggingFace(known(t, true), "F32")
		folder["model.safetensors.index.json"] = &fstest.MapFile{Data: []byte(tc.index)}
		_, err := checkpoint.ReadFS("folder", folder)
		require.ErrorContains(t, err, tc.want)
	}
	folder := modeltest.HuggingFace(known(t, true), "F32")
	delete(folder, "model.safetensors")
	_, err := checkpoint.ReadFS("folder", folder)
	require.EqualError(t, err, "folder: neither model.safetensors nor model.safetensors.index.json: weights in other formats are not supported")

	file := modeltest.Safetensors(nil, "F32")
	_, err = checkpoint.Read("x", bytes.NewReader(file), int64(len(file)))
	require.ErrorContains(t, err, "a safetensors model (open it by its folder")
}

// Whatever the bytes of the two files, there is an error or a model whose
// tensors lie in them.
func FuzzReadFS(f *testing.F) {
	source, err := checkpoint.Read("tiny.bin", bytes.NewReader(modeltest.Llama2c(modeltest.Tiny(), 1)), int64(len(modeltest.Llama2c(modeltest.Tiny(), 1))))
	require.NoError(f, err)
	for _, dtype := range []string{"F32", "F16", "BF16"} {
		folder := modeltest.HuggingFace(source, dtype)
		f.Add(folder["config.json"].Data, folder["model.safetensors"].Data, []byte(nil))
	}
	index, err := json.Marshal(fields{"weight_map": map[string]string{"a": "model.safetensors"}})
	require.NoError(f, err)
	f.Add([]byte(`{"model_type":"llama"}`), safetensors(`{}`, 0), index)
	f.Fuzz(func(t *testing.T, config, weights, index []byte) {
		folder := fstest.MapFS{"config.json": {Data: config}, "model.safetensors": {Data: weights}}
		if len(index) > 0 {
			folder["model.safetensors.index.json"] = &fstest.MapFile{Data: index}
		}
		c, err := checkpoint.ReadFS("x", folder)
		if err == nil {
			requireTensorsFit(t, c)
		}
	})
}
