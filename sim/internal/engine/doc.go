// Package engine is the interpreter behind package sim: it compiles an
// ir.Design to one flat program once and then evaluates it, an instant at a
// time. It knows nothing of time, processes or waves.
//
// Data flow:
//
//	ir.Design -> instance tree (instance.go, context.go): one context for each
//	    instance; the cells of a grid share one context and become its lanes
//	-> values (build.go, lower.go, grid.go): each signal element and node of a
//	    context gets a slot, an array of one value per lane, and at most one
//	    instruction that computes it; instructions are emitted in dependency
//	    order, across module boundaries
//	-> blocks (blocks.go): runs of instructions that are evaluated together,
//	    each with the list of blocks to wake when what it computes changes
//	-> Engine (engine.go, edge.go): Settle evaluates the blocks that have a
//	    changed input, Edge samples and updates registers and memories; a
//	    Trace (trace.go) tells which of many values have changed.
//
// What the compiled engine needs too is in instance.go (the instances and how
// they are connected), drivers.go (what drives a signal) and cells.go (where a
// cell of a grid gets an input from).
//
// A value of up to 64 bits is one uint64 holding raw bits, zero above the
// width; a wider one takes ceil(width/64) words, low word first. Sign is
// handled where a value is used. A slot of n lanes is n such values side by
// side, so one instruction is one dispatch and then a tight loop over lanes
// (scalar.go for one lane, vector.go for many, wide.go above 64 bits).
//
// A grid runs in lanes as long as no combinational path leads from cell to
// cell. When the builder meets such a path it notes the grid, starts again and
// expands that grid into separate contexts. A combinational loop that remains,
// such as between bits of one wire, is cut at one signal and evaluated until it
// settles.
package engine
