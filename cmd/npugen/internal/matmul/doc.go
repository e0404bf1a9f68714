// Package matmul runs one matrix product of a real model, or of a built-in
// tensor, on the generated matrix engine in several simulators and says whether
// they agree.
//
//	checkpoint --[Load]--> Problem: fp32 and int8 activations and weights
//	Problem, engine --[Run]--> built-in simulator, driven cycle by cycle;
//	    its recorded inputs --> Icarus, Verilator: a table of outputs each
//	tables --> results, cycles, counters --> compared with the integer
//	    reference, and with one another on every output of every cycle
//	--> Report
package matmul
