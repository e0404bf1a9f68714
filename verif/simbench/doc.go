// Package simbench measures how fast simulators run.
//
// How data flows:
//
//	Design: a closed circuit, with a clock and a reset and no other input; its
//	    stimulus is made by xorshift registers and its outputs are folded into
//	    one 64-bit digest, both in hardware (closed.go)
//	  -> Measure, for each engine: build it, run it for about a second, read the
//	    digest after the same number of cycles
//	  -> Result: build time, cycles a second, digest
//
// Since stimulus and digest are part of the circuit, every engine does the same
// work and none is slowed by its test bench; equal digests show that all
// computed the same bits on every cycle.
package simbench
