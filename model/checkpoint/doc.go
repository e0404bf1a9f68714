// Package checkpoint reads the weights of a language model from its files.
//
// Data flows through it in three steps. [Open] looks at the path and the first
// bytes and picks the format ([Read] and [ReadFS] do so for what is not on
// disk). The format's reader checks the header against the size of the file and
// fills a directory: the name, shape, place and number form of every tensor.
// [Checkpoint.Tensor] then reads one tensor on demand and converts it to fp32,
// so no more memory is used than the tensor needs, and never more than a small
// multiple of what the file holds.
//
// Formats, each recognised by itself:
//
//   - llama2.c version 0, fp32 (llama2c.go)
//   - llama2.c version 1, fp32, and version 2, int8 in groups, as export.py
//     writes and runq.c reads them (llama2c_versions.go); [EncodeInt8] writes
//     version 2
//   - Hugging Face: the folder of a model of type llama with config.json and
//     its weights as safetensors in F32, F16 or BF16, in one file or several
//     (huggingface.go, hfconfig.go, hfdirectory.go, safetensors.go)
//
// A file that a reader does not take is an error that says what it is or what
// is wrong with it. So is a feature that a Config cannot describe, such as
// scaled rotary angles or biases: ignoring it would compute something else.
//
// Names follow llama2.c. L is the number of layers, D the model dimension, F
// the hidden dimension of the feed-forward network, HS the head size, Q =
// HS*Heads (D but for models with a head size of their own), KV = HS*KVHeads, V
// the vocabulary, S the longest sequence. A matrix is rows x cols as in y = W x,
// so rows are outputs:
//
//	token_embedding          V x D
//	rms_att, rms_ffn         1 x D     per layer
//	wq                       Q x D     per layer
//	wo                       D x Q     per layer
//	wk, wv                   KV x D    per layer
//	w1, w3                   F x D     per layer
//	w2                       D x F     per layer
//	rms_final                1 x D
//	freq_cis_real, _imag     S x HS/2  (rotary tables of version 0 only)
//	wcls                     V x D     (token_embedding when shared)
//
// Rows of wq and wk are in the order of llama2.c, where rows 2i and 2i+1 of a
// head turn together, whatever the order in the file.
package checkpoint
