// Package vector is the vector unit of the NPU with its two buffers: VB, words
// of Lanes fp32 elements, and SB, fp32 scalars. What MAP, QUANT and ARGMAX do is
// said in docs/npu.md, bit for bit.
//
//	command -> walk ---a, s---> VB, SB -> rotate, swap -> lanes -> VB
//	(rows, words; order)  ---b, when the word gets there---^  |
//	                                                          +-> sum  \
//	                                                          +-> peak -> finish -> SB
//	                                                          |    |
//	                                                          |    +-> best (ARGMAX)
//	                                                          |    v
//	                                       held words of QUANT+-> quantise -> rows of the activation buffer
//
//	all results -> retire -> Done and hash, in the order of the commands
//
// # Order
//
// A word enters the lanes in every cycle, across rows and operations. What an
// operation does not use it does not wait for: its words bypass the units of
// other functions. So pipelines of different length join, and a row starts only
// when none of its words would overtake an earlier one at a joint (order.go).
// Where the later operation is as long as the earlier at every joint, nothing
// waits; else it waits for the difference. An operation with sync waits until
// all earlier results in VB and SB are written; rows of QUANT, which nothing here
// can read, it does not wait for. Writes are in program order.
//
// Only units with something in them are enabled.
//
// # Latency
//
// Cycles from the one in which a command is taken to Done, if nothing else is in
// the unit; W is the words of all rows, n those of the last row, l = log2(Lanes):
//
//	lanes        2 + pre + fn + bin   pre: - s 4, * s 3; fn: exp 7, silu 15; bin: * b 3, + b 4; none 0
//	MAP          W + lanes
//	  with sum   W + lanes + 4*l + acc + mix + affine + fin
//	             acc: 4 if n > 4 or Lanes = 1; mix: 0, 4, 8 if n is 1, 2, more
//	  with max   W + lanes + top + affine + fin
//	             top: (l+1)/2 + 1, rounded down
//	             affine: 7, or 0 if c1 is 1 and c2 is +0; fin: rsqrt 5, recip 6, none 0
//	QUANT        W + lanes + top + 14 + k - 1, k the words of the last group
//	ARGMAX       W + lanes + top + 1
//
// Done is in the cycle of the last write (ARGMAX: one after), which the next
// cycle reads; so dependent operations follow each other in as many cycles as
// the table says, less the one in which the command is taken. Rows that get
// longer within an operation never wait.
//
// # Buffers
//
// VB is two copies, one for each operand that is read, each with one write port
// for all: the unit's own results, which never wait, else Matrix, else Load.
// Both, and SB, are memories of blocks/mem, which macros may replace. Addresses
// beyond a buffer wrap.
package vector
