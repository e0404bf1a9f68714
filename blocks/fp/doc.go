// Package fp is floating point hardware for any format. What each module
// computes, bit for bit, is said by package fp/golden; the tables are the same.
//
//	x, y ->  unpack  ->  exact arithmetic on integers  ->  normalise  ->  round, pack  -> z
//	        (unpack.go)    (add.go, mul.go, ...)           (shift.go)      (pack.go)
//
// Numbers are hdl.UInt of Format.Width bits. Every module is a pipeline with a
// clock enable: a new operand in every enabled cycle, the result Latency
// enabled cycles later. All state holds while en is 0; no register has a reset,
// and validity is delayed by the user.
//
//	module     latency  result
//	Add             4   a + b, or a - b where sub
//	Mul             3   a * b
//	FMA             5   a * b + c, rounded once
//	MinMax          1   lesser and greater
//	Compare         0   order
//	FromInt         2   nearest number to an integer
//	ToInt           2   nearest integer, saturated
//	Convert         3   the number in another format
//	Exp             7   e^x                            fp32, within 1 ulp
//	Recip           6   1/x                            fp32, within 1 ulp
//	Rsqrt           5   1/sqrt(x)                      fp32, within 1 ulp
//	Sigmoid        12   1/(1+e^-x)                     fp32, within 1 ulp
//	Silu           15   x * sigmoid(x)                 fp32, each rounded
//
// ExpSigmoid is Exp and Sigmoid in one, of 0.72 of their size.
// Less, Min and Max are functions for use inside a module, without registers.
//
// Rounding is to the nearest, ties to even.
package fp
