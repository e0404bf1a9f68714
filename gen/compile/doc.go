// Package compile makes a Llama-2 model run on an NPU.
//
//	model, shape --[newGeometry]---> how vectors lie on the array
//	tensors      --[writer]--------> image: tiles of int8 with scales, tables, room for the cache
//	layers       --[token, batch, sequences]--> instructions, operator by operator
//	             --[hoist]---------> weights are asked for ahead of their product
//	             --[order]---------> tokens and syncs, from what each instruction touches
//	Program      --[Step, Steps, Prefill]-> line and registers of a run
//	             --[Estimate, List]> when each instruction is expected to run
//
// A program is the same for every position: registers hold what changes. The
// host sets them, starts the run and reads the next token; it computes nothing.
//
// docs/compiler.md has the layout in memory, the registers and the schedule.
package compile
