// Package train trains a small Llama-2 model on the CPU: forward and backward
// pass by hand, AdamW, no dependency.
//
// Data flow of one step: [Model.Accumulate] takes a sequence of tokens, runs
// the forward pass (forward.go) which leaves what the backward pass needs on a
// tape, then the backward pass (backward.go), which adds the derivatives of the
// summed loss to the gradients. After a batch of sequences [Model.Update] turns
// the gradients into a step of AdamW (adamw.go) and clears them. [Schedule] says
// how large that step is. Weights live in one slice, in the order of a llama2.c
// checkpoint of version 1 (weights.go); the classifier is the embedding.
//
// The loss is the cross entropy, in nats, of each next token. A model is
// generic in its number: float32 to train, float64 to check the derivatives
// against differences.
//
// All sums run in a fixed order in one goroutine, and products are rounded
// before they are added, so that the same seed and data give the same bits on
// the same architecture and Go release. Across architectures the last bits may
// differ, as math.Exp and math.Pow have machine-specific code.
package train
