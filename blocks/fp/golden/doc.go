// Package golden says, bit for bit, what the hardware of blocks/fp computes. It
// knows nothing of hardware: functional models and compilers use it alone.
//
//	float32:  Add Sub Mul FMA Min Max FromInt32 ToInt8 ToInt32    (float32.go)
//	          Exp Recip Rsqrt Sigmoid Silu                        (exp.go, recip.go, sigmoid.go)
//	any format, on raw bits: Format and its methods               (format.go, arith.go)
//	tables of the special functions: Quadratic                    (quadratic.go, tables.go)
//
// Rules that hold throughout:
//
//   - Rounding is to the nearest, ties to even.
//   - A NaN that comes out is always the one of Format.NaN: sign 0, for float32
//     0x7fc00000. NaNs that come in are not told apart.
//   - Subnormals are kept, unless the format says that they count as zero.
//   - An exact difference of zero is +0; (-0) + (-0) is -0.
//
// # Special functions
//
// They are integer algorithms: a table of quadratic polynomials with 30 bits
// after the point, then one rounding. Errors are in units of the last place of
// the exact result (subnormal results: 2^-149), over all 2^32 operands:
//
//	function  at most  special operands
//	Exp       0.630    -Inf: 0; from 88.72284: +Inf
//	Recip     0.758    -0: -Inf, 0: +Inf, -Inf: -0; powers of two are exact
//	Rsqrt     0.593    below 0: NaN; -0: -Inf, 0: +Inf; powers of four are exact
//	Sigmoid   0.879    -Inf: 0, +Inf: 1; 0 gives 0.5
//
// measured by
//
//	go test ./blocks/fp/golden -run SpecialFunctions -v -timeout 1h -full
//
// Silu(x) is Mul(x, Sigmoid(x)): each of the two is rounded.
//
//go:generate sh -c "go run ./internal/fit > tables.tmp && mv tables.tmp tables.go"
package golden
