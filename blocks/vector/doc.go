// Package vector is the vector unit of the NPU with its two buffers: VB, words
// of Lanes fp32 elements, and SB, fp32 scalars. What MAP, QUANT, ARGMAX and TOPK do is
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
// A word enters the lanes in every cycle, across rows and operations (up to 8 in
// flight). What an operation does not use it does not wait for: its words bypass
// the units of other functions. So pipelines of different length join, and a row
// starts only when none of its words would overtake an earlier one at a joint
// (order.go). Where the later operation is as long as the earlier at every joint,
// nothing waits; else it waits for the difference. A silu waits until no QUANT is
// in flight: they share the lanes' second multipliers.
//
// Writes are in program order. An operation with sync waits until the words, and
// if it reads scalars at its start the scalars, of all earlier ones are written (a
// later operation that reads scalars waits for what such a one did not wait for);
// rows of QUANT, which nothing here can read, it does not wait for. QUANT reads
// its scalar late, and no earlier than it is written, so that it overlaps with
// the reduction that makes the scalar.
//
// Only units with something in them are enabled.
//
// TOPK is alone in the unit: it starts when all earlier operations are complete,
// and the next is taken when it is.
//
// # TOPK
//
// Keys of words wait where QUANT's words do. Of the word that is first, the
// elements above the k-th so far go into the list, one a cycle; a word without any
// takes a cycle as well. The list is TopK places that compare in the same cycle
// (list.go). Then the rows leave, one a cycle, index and value, to the
// activation buffer: that is what STORE can put into memory for the host.
//
// The other way is k passes of ARGMAX, each leaving out what those before found:
// k * (n/Lanes + 6) cycles and almost no area. Expected cycles for elements in
// random order, 16 lanes, k = 64:
//
//	elements        512     32,000    131,072
//	k passes      2,432    128,384    524,672
//	one pass        299      2,532      8,814
//
// At 512 elements the passes are a third of a token of the model that has them
// (stories260K, 7,753 cycles); the list is paid for with 3.5 % of the unit's cells.
// Elements in rising order are the worst: each goes into the list, n cycles.
//
// # Latency
//
// Cycles from the one in which a command is taken to Done, if nothing else is in
// the unit; W is the words of all rows, n those of the last row, l = log2(Lanes),
// rounded up. A word with elements of two groups of QUANT (where Lanes does not divide
// R) counts twice:
//
//	lanes        2 + pre + fn + bin   pre: - s 4, * s 3; fn: exp 7, silu 15; bin: * b 3, + b 4; none 0
//	MAP          W + lanes
//	  with sum   W + lanes + 4*l + acc + mix + affine + fin
//	             acc: 4 if n > 4 or Lanes = 1; mix: 0, 4, 8 if n is 1, 2, more
//	  with max   W + lanes + top + affine + fin
//	             top: (l+3)/3, rounded down; affine: 7, or 0 if c1 is 1 and c2 is +0;
//	             fin: rsqrt 5, recip 6, none 0
//	QUANT        W + lanes + top + 14 + k - 1, k the words of its largest group
//	ARGMAX       W + lanes + top + 1
//	TOPK         W + k + 4 + held + more
//	             held: 1, or 2 if top + the words of a group is 6 or more; more: elements that were
//	             above the k-th of those up to three cycles before, beyond the first of
//	             each word; about k * (1 + ln(n/k)) for n elements in random order, n - W
//	             at most
//
// With 16 lanes, 64 elements and R = 64: a + b 10, a * s * b 12, silu 21, sum of
// squares with rsqrt 45, QUANT 25, ARGMAX 9.
//
// Done is in the cycle of the last write (ARGMAX: one after), which the next
// cycle reads. So operations that depend on each other follow in the cycles of
// the table; the cycle in which a command is taken is hidden. Rows that get longer
// within an operation never wait.
//
// # Buffers
//
// VB is two copies, one for each operand that is read, each with one write port
// for all: the unit's own results, which never wait, else Matrix, else Load.
// SB is two copies as well, the second for QUANT. All are memories of blocks/mem,
// which macros may replace. Addresses beyond a buffer wrap.
//
// # Size and speed
//
// 16 lanes, R = 64, TopK = 64: 871,520 cells of Yosys 0.23 (simple gates and 45,371
// flip-flops), without RAM; without TOPK 841,446 (-topk 0). The units of a lane are
// 45,409 of them, half of that its exp and sigmoid.
//
//	go test ./blocks/vector -run Size -synth -v
//
// A cycle of it in the compiled simulator takes 0.27 us idle, and with a word in
// every cycle 1.6 us (a + b), 1.7 (exp and sum), 2.4 (QUANT) or 3.7 (silu * b):
//
//	go test ./blocks/vector -run NONE -bench Cycle -benchtime 100000x
package vector
