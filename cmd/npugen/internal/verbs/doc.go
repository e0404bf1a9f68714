// Package verbs is what npugen can do: one file a verb, and the table of them
// in table.go. A verb checks its arguments, calls the packages that do the
// work, and prints.
package verbs
