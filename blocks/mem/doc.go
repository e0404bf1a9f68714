// Package mem is on-chip memories: SinglePort, SimpleDual and TrueDual.
//
// Each is a wrapper around a leaf module that holds the array and its ports
// and nothing else, named *_array: replace that one file by a wrapper of a
// memory macro to use the macro. What the array promises at the clock edge is
// what macros promise:
//
//   - a read takes one cycle, or two with OutReg, and its result stays until
//     the next read;
//   - a port that writes does not read: its result stays;
//   - a read and a write of one word at one edge give the old word, and both
//     succeed (macros that forbid it need the caller to avoid it);
//   - writes beyond the depth do nothing, reads beyond it give 0 and are an
//     assertion failure in simulation;
//   - contents are unknown until written.
//
// Data flow: request -> array (edge 1) -> output register (edge 2, OutReg) ->
// result. Lane is the number of bits of a word that one bit of the write mask
// enables: 8 for byte enables, 0 for no mask. The array stays one. Yosys takes
// time that grows with the square of the number of lanes, minutes for 256; use
// no more lanes than the writers need.
//
// Package buffer puts these memories behind streams, banks and arbitration.
package mem
