// Package simbench measures how fast simulators run.
//
// How data flows:
//
//	Design: a closed circuit, with a clock and a reset and no other input; its
//	    stimulus is made by xorshift registers and its outputs are folded into
//	    one 64-bit digest, both in hardware (closed.go)
//	  -> Measure, on one engine (engines.go): build it, read the digest after a
//	    number of cycles, run it for about a second
//	  -> Result: build time, cycles a second, digest
//	  -> Compare: several engines in turns, several times each
//	  -> Report: medians, a row for each engine; Err if digests differ
//
// With Options.VCD all is done once more while every engine writes the values
// of all signals to a file; and once more by the built-in engines while they record,
// with the time that the waves of the last cycles then take.
//
// Since stimulus and digest are part of the circuit, every engine does the same
// work and none is slowed by its test bench; equal digests show that all
// computed the same bits on every cycle. Assertions are left out everywhere: in
// the Verilog they are there for formal tools only.
//
// An engine whose tool is missing, or whose build takes longer than a limit, is
// a row that says so.
package simbench
