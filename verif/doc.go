// Package verif runs one stimulus through several engines and compares every
// bit of every output on every step.
//
// How data flows:
//
//	Stimulus (a Table of inputs, and which clocks rise when)
//	  -> Run or RunAll, by engine:
//	       Simulator  package sim, in process
//	       Skipping   the same, compiled, skipping what does not change
//	       Reference  package refsim, the definition of what is right
//	       Icarus     verilog.Emit -> bench.go -> iverilog, vvp
//	       Verilator  verilog.Emit -> wrapper.go -> verilator, C++, a program
//	  -> Result (a Table of outputs) -> Compare -> Difference
//
// All engines start from ir.PowerUp of the stimulus's seed, so outputs are
// compared from the first step on, before any reset too.
//
// A step is: the inputs take their values, the logic settles, the outputs are
// sampled, then the step's clocks rise all at once, and fall again.
//
// Stimulus and outputs travel as whole files, because a round trip for each
// cycle costs a thousand times more than the cycle. Many small designs are
// joined into one build (RunAll, Check), because a Verilator build costs
// 6-15 s.
//
// For tests of blocks: Cosim, Check, Lint and RandomStimulus, and WavesOnFailure.
package verif
