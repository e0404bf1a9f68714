// Package sample draws tokens from the greatest logits that a chip has found.
//
//	[]Candidate, greatest first --[Sampler: softmax(logit / temperature), a random number]--> token
//
// Probabilities are computed in float64. The random numbers are those of PCG with
// the seed, one a token, so the same logits give the same tokens.
package sample
