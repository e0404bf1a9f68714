// Package reference runs a Llama-2 model in fp32, as run.c of llama2.c does. It
// is what quantised hardware is measured against, and the source of real
// activations.
//
// [New] reads all weights of a checkpoint into a [Model]. A [Session] is one
// sequence on it: each call of Forward takes a token and gives the logits of
// the next. Through one layer, x being the residual stream (D wide):
//
//	h = RMSNorm(x) * rms_att
//	q, k, v = wq h, wk h, wv h          q and k turned by RoPE; k, v cached
//	x += wo attention(q, all k, all v)  KVHeads shared by groups of Heads
//	h = RMSNorm(x) * rms_ffn
//	x += w2 (silu(w1 h) * w3 h)
//
// and at the end logits = wcls (RMSNorm(x) * rms_final). [Model.Generate]
// picks the most likely token each time. [Model.Capture] records what enters
// one of the matrices meanwhile. [Model.Logits] runs over given tokens, and
// [Compare] says how near another machine's logits are to these.
//
// Products are rounded before they are added, so that every machine gives the
// same bits, whether or not it can fuse the two.
package reference
