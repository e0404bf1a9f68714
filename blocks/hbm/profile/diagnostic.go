package profile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Diagnostic is one mistake in a profile file.
type Diagnostic struct {
	File      string
	Line, Col int    // from 1
	Path      string // the key, may be empty
	What      string
	Fix       string
}

// Error is "file:line:col: key: what; fix".
func (d Diagnostic) Error() string {
	s := fmt.Sprintf("%s:%d:%d: ", d.File, d.Line, d.Col)
	if d.Path != "" {
		s += d.Path + ": "
	}
	s += d.What
	if d.Fix != "" {
		s += "; " + d.Fix
	}
	return s
}

// Diagnostics is all mistakes of a file, in its order.
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
