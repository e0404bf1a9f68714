// Package command is the frame of a program with verbs, such as npugen.
//
// One table, Program.Verbs, describes every verb: its flags, the values they
// take, which of them belong together, its text and its examples. All else
// follows from it:
//
//	arguments --[Program.Main]--> verb, checked flags --> Run --> exit status
//	table --[help]--> help texts
//	table --[completion]--> scripts for bash, zsh and fish
//
// A verb writes its whole result at the end, so that a failed one leaves
// nothing half-written on standard output. The exit status is 0, or 2 for a
// mistake in the arguments, or 1 for any other failure.
package command
