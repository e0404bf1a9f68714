// Package typesafety shows what Go itself refuses in hardware descriptions:
// each file in testdata/refused holds one mistake, and the line that does not
// compile ends in a comment with the expected message,
//
//	if a.Eq(b) { // ERROR "non-boolean condition in if statement"
//
// as in the tests of the Go compiler. The files in testdata/accepted must
// compile: they show that the mistakes are refused for the stated reason and
// not because the surroundings are wrong.
package typesafety
