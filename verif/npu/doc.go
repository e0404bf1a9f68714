// Package npu runs compiled models, on the generated chip or on its functional
// model.
//
//	compile.Program, prompts --[Decode]--> tokens, cycles, counters
//	                              |
//	                             Chip: Load the image, Run a program
//	                              |
//	           Model (isa/machine) or Hardware (the generated chip, simulated)
package npu
