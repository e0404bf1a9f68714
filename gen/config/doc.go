// Package config reads what the user wants: the configuration of one chip.
//
// One table, in schema.go, describes every key: path, unit, range, default and
// meaning. A second, in rules.go, holds what must hold between keys. All else
// follows from the two:
//
//	YAML --[Parse]--> Config        types, ranges, unknown keys, rules
//	Config --[Marshal]--> YAML      Parse gives the same Config again
//	tables --[Reference]--> page    Markdown for users
//
// Parse reports all mistakes of a file at once, as [Diagnostics]: each with
// file, line and column, what is wrong, why it matters and how to mend it.
//
// A Config is numbers only. What hardware they lead to is known to the packages
// that generate it.
package config
