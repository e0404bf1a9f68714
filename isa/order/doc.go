// Package order checks that a program means the same out of order as in order:
// that tokens (and sync) order every two instructions that may not overlap.
//
//	instructions with registers added, up to END --[Check]--> Hazards
//	                                             --[Progress]--> deadlock or not
//
// # Why no hazard means that the order does not matter
//
// Two moments matter of an instruction i: start(i), before which it touches
// nothing, and done(i), after which all that it wrote is seen by every queue and
// all that it reads was read. What the hardware promises (docs/npu.md):
//
//  1. start(i) <= done(i).
//  2. In a queue, i before j: start(i) <= start(j), done(i) <= done(j).
//  3. If j waits for a counter, start(j) is after done(s) of so many signallers
//     s as tokens were taken up to then, j's included.
//  4. With sync: done(i) <= start(j) for all i before j in the vector queue.
//  5. A MATMUL is done after the rows that it took from the FIFO were read
//     from memory by their STREAMs.
//  6. In a queue, reads are in program order and writes are in program order,
//     and what j writes it writes after i, before it, has read.
//
// Check follows 1 to 5 from instruction to instruction, with a vector clock:
// for each queue, how many of its first instructions are surely done at start(j).
// From 3: if the queues that signal a counter are q (once it is one alone, this is
// "the k-th signal is before the k-th wait"), the k-th wait is after the g-th signal
// of q with g = k - the signals of all other queues in the whole program.
//
// Let i be before j in the program, with an element, row, scalar or byte that
// both touch and at least one writes. If they are of different queues, Check
// demands done(i) <= start(j). If they are of one queue, 6 orders all pairs but
// one: j reads what i writes; there, too, done(i) <= start(j) is demanded. So any
// two conflicting accesses happen in program order, in every run that the
// hardware can make; hence each read gives the value that it has in program
// order (by induction over the accesses), and so do all results. What an
// instruction does to itself is not the matter of tokens: package access refuses
// a MAP that reads what it has written.
package order
