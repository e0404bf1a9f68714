package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Diagnostic is one mistake in a configuration.
type Diagnostic struct {
	File      string
	Line, Col int    // from 1
	Path      string // the key, or "" where the mistake is not one key's
	What      string
	Why       string
	Fix       string
}

// Error is "file:line:col: key: what (why); fix", without the parts that are
// empty.
func (d Diagnostic) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: ", d.File, d.Line, d.Col)
	if d.Path != "" {
		fmt.Fprintf(&b, "%s: ", d.Path)
	}
	b.WriteString(d.What)
	if d.Why != "" {
		fmt.Fprintf(&b, " (%s)", d.Why)
	}
	if d.Fix != "" {
		fmt.Fprintf(&b, "; %s", d.Fix)
	}
	return b.String()
}

// Diagnostics is all mistakes of a configuration, in the order of the file.
type Diagnostics []Diagnostic

// Error has one line for each mistake.
func (ds Diagnostics) Error() string {
	lines := make([]string, len(ds))
	for i, d := range ds {
		lines[i] = d.Error()
	}
	return strings.Join(lines, "\n")
}

func (ds Diagnostics) sort() {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
}
