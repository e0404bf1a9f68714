// Package check finds the mistakes in an elaborated design that no single
// statement shows: combinational loops, valid that waits for ready, clock
// crossings without a synchroniser, things that nobody reads and names that no
// tool accepts. Run returns them as Findings, sorted by place; package hdl
// turns them into its diagnostics.
//
// Modules are analysed once each, children first. For every module a flow holds
// the graph of its combinational dependencies:
//
//	flow      vertices are elements of signals and expression nodes
//	  -> components   strongly connected parts, candidates for loops
//	  -> sets         which inputs and which clocks reach each vertex
//	  -> summary      what a parent needs: inputs to outputs, clocks to outputs,
//	                  inputs to the clocks that sample them
//
// These sets are coarse: a vector element or an expression counts as a whole.
// What they suspect is then confirmed bit by bit (bits.go), so that a bit that
// passes by its neighbours in one bus raises no alarm; the search also yields
// the path that the finding prints, through instances down to the last name.
// Cells of a grid are looked at one by one only where the child has a
// combinational path through.
//
// Not analysed: the domain of the top module's data inputs, which are taken to
// belong to whatever samples them (Unanalysed lists them), and the contents of
// memories, which one clock may write and another read: the pointers that
// guard them are checked as the registers they are.
package check
