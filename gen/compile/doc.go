// Package compile makes a Llama-2 model run on an NPU.
//
//	checkpoint, bundle.Shape --[newGeometry]--> how vectors lie on the array
//	tensors --[writer]--> memory image: tiles of int8 with scales, tables, room for the cache
//	layers  --[token]---> instructions, operator by operator
//	        --[hoist]---> weights are asked for ahead of their product
//	        --[order]---> tokens and syncs, from what each instruction touches
//	        --[Program]-> Segments for the memory; Step gives line and registers for a token
//
// A program is the same for every position: registers hold what changes. The
// host sets them, starts the run and reads the next token; it computes nothing.
package compile
