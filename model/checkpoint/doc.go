// Package checkpoint reads the weights of a language model from a file.
//
// Data flows through it in three steps. [Open] (or [Read]) looks at the first
// bytes and picks the format. The format's reader checks the header against
// the size of the file and fills a directory: the name, shape and place of
// every tensor. [Checkpoint.Tensor] then reads one tensor on demand, so no more
// memory is used than the tensor needs, and never more than the file holds.
//
// Formats: llama2.c version 0 (llama2c.go). Further formats are siblings of
// that file and one more line in formats; what they must deliver is a Config
// and a directory.
//
// Names follow llama2.c. L is the number of layers, D the model dimension, F
// the hidden dimension of the feed-forward network, KV = D*KVHeads/Heads, V the
// vocabulary, S the longest sequence, HS = D/Heads. A matrix is rows x cols as
// in y = W x, so rows are outputs:
//
//	token_embedding          V x D
//	rms_att, rms_ffn         1 x D     per layer
//	wq, wo                   D x D     per layer
//	wk, wv                   KV x D    per layer
//	w1, w3                   F x D     per layer
//	w2                       D x F     per layer
//	rms_final                1 x D
//	freq_cis_real, _imag     S x HS/2  (rotary tables of old exports)
//	wcls                     V x D     (token_embedding when shared)
package checkpoint
