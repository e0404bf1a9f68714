// Package quant is the integer arithmetic of the array in Go: how fp32 weights
// and activations become int8, what the exact integer product is, and how its
// sums become int8 or fp32 again. Hardware is compared with it bit by bit.
//
//	fp32 --[PerTensor | PerRow]--> Quantised (int8 + scales)
//	act M x K, weight N x K --[GEMM]--> C int32, M x N
//	C --[Requantise]--> int8        fixed-point multiplier and shift
//	C --[Dequantise]--> fp32        product of the two scales
//	fp32, fp32 --[RelativeError]--> how far off
//
// Quantisation is symmetric: x is about q * scale, q in -127..127, so zero is
// exact and -q always exists. Every rounding is to the nearest, ties to even.
//
// A sum of K products of int8 cannot leave int32 as long as K <= [MaxK].
package quant
