// Package verilog writes a netlist (package ir) as plain Verilog-2005, one
// file a module, free of warnings in Verilator -Wall, Icarus -Wall and Yosys.
//
// How data flows through it:
//
//	Emit ─ Tile        splits grids that are too large for tools (ir to ir)
//	     ├ unravel     splits vectors and numbers that depend on themselves (ir to ir)
//	     └ writer      one a module; collects lines, names and net usage
//	         expr      a node to text whose self-determined width is its own
//	         pieces    concatenations, slices, vectors: merges neighbours
//	         register  a Drive tree back to if/else and case
//	         memory, instance, grid, formal
//	         finish    header, ports, enum constants, declarations, unused nets
//
// Two rules make every expression right by construction. First, the text of a
// node is only ever placed where the context is exactly as wide as the node,
// so nothing is extended behind our back; the one exception, a product of
// narrow factors, always has a net of its own. Second, an operator whose
// result depends on signedness (>>>, /, %) is shut off from its surroundings
// with $signed(...), which is self-determined, because one unsigned operand
// anywhere in a Verilog expression makes all of it unsigned.
//
// Names are stable under edits: an expression that needs a name takes its
// Hint, or else that of the signal it feeds and its operator (acc_next_mul).
package verilog
