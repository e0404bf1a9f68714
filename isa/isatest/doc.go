// Package isatest draws random legal instructions, with a liking for corners,
// for tests of models and hardware.
package isatest
