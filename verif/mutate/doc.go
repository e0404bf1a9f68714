// Package mutate makes small faults in a design, to find out whether tests see
// them.
//
//	design --[Sites]--> uses of expressions --[Site.Faults]--> Fault --[Insert]--> the design, changed
//	                                 seed --[Draw]--------------^
//
// A fault changes one use of one expression, in all instances of its module: an
// operator becomes another, arms of a choice are exchanged, a constant is one more
// or one less, a condition is inverted or stuck, a slice is taken one bit higher or
// lower, an element is that of a neighbour, a register keeps its value for ever.
// Assertions are left as they are: they are part of what should see faults.
// The same design and seed give the same fault.
package mutate
