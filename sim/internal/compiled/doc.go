// Package compiled is the engine that turns an ir.Design into machine code, in
// this process and in milliseconds: through WebAssembly, which wazero compiles
// for amd64 and arm64. It has the methods of package engine's interpreter and
// gives the same values.
//
// Data flow:
//
//	ir.Design -> lower (tree.go, lower.go, node.go, wide.go, grid.go, ports.go,
//	    element.go): a graph of values of up to 64 bits (value.go, simplify.go, match.go). A
//	    value belongs to a space (space.go): the top, or the cells of a grid in
//	    lock step, where it is an array with one element for each cell.
//	-> plan (plan.go, arms.go, enable.go): for one set of clocks, what is computed in
//	    which order: straight code for the top, one loop for each space.
//	    A plan that watches is cut into zones (zones.go, cluster.go), which are
//	    skipped while nothing they read changes.
//	-> emit (emit.go, scalar.go, relation.go, branch.go, matchcode.go, field.go, update.go, memory.go; loop.go
//	    and vector.go for the loops, in vectors of 128 bits; guard.go for zones): the body of a
//	    function (body.go), in a WebAssembly module
//	-> Engine (engine.go, state.go, view.go, trace.go, batch.go), which runs the
//	    plain code or the one that watches, whichever is faster at the time (pace.go)
//
// # Why it is fast
//
// The code of a grid is that of one cell, in a loop: it stays in the
// instruction cache whatever the size of the grid. The state of like cells lies
// side by side in the narrowest of 8, 16, 32 and 64 bits (or a wider one:
// element.go), so that a vector instruction works on up to 16 cells, and the
// neighbour's output is the same array some positions away: nothing is copied from cell to cell. What enters at
// the edge of the grid is stored in room kept beside the cells (space.go). All
// registers of a grid are updated in place by one loop, in the direction in
// which a cell is read by its neighbours before it is updated; a register for
// which that is not possible, or that is read later, gets its next value from a
// temporary at the end. A loop whose registers all hold their values under one
// condition is skipped then.
//
// An edge computes only what registers, memories and assertions need. All else
// is computed when it is looked at: the first look compiles a function for the
// values asked for (view.go). Many cycles run in one call (Run, Batch).
//
// # Limits
//
// A combinational loop through the bits of one signal, and divisions of more
// than 256 bits, give ErrUnsupported: the interpreter runs them. The state that
// is in use, with the touched pages of memories, must fit 4 GiB. Code is made
// for each set of clocks that ever rise together.
package compiled
