// Package passes makes a verified netlist smaller and easier to read without
// changing what it computes. Run applies an ordered table of passes to every
// module, verifies the design after each, and repeats the table until nothing
// changes:
//
//	fold    constants, algebraic identities, wiring on wiring
//	cse     equal expressions become one shared node
//	narrow  bits that nobody reads are not computed
//	casts   changes of sign that cancel out are removed
//	dead    state, nets and instances that nobody observes are removed
//
// Expressions are never changed in place: a pass builds new nodes and puts
// them into the roots (ir.Module.Roots). New nodes take the Hint and Loc of
// what they replace, so that emitted names stay stable. A reference to a
// signal stays a reference: the reader meets the names of the source, except
// where an unnamed wire is constant.
package passes
