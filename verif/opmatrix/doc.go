// Package opmatrix holds every operator of the language with its meaning as
// plain arithmetic on big integers, and a module that applies all of them to
// one pair of operands. Its test compares the simulators with the arithmetic
// for all widths of 1 to 130 bits, for pairs of widths around word boundaries,
// for both signs, and for corner and random operands.
//
//	Matrix{WA, WB} -> Table(WA, WB) -> one named wire an operator -> Cat
//	stimulus: all pairs of corners, then random operands
//	result row -> slice of each operator -> Op.Want
package opmatrix
