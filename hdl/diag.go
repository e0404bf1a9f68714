package hdl

import (
	"fmt"
	"path/filepath"
	"sort"
	"strings"

	"npugen/hdl/ir"
)

// Code identifies one kind of mistake. Codes are stable.
type Code string

// The mistakes found while a description runs. Package ir/check adds those
// that need the whole netlist.
const (
	CodeWidth      Code = "E0101" // a width that does not exist or does not fit
	CodeMismatch   Code = "E0102" // two widths or types that must be equal differ
	CodeConst      Code = "E0103" // a constant that does not fit its type
	CodeRange      Code = "E0104" // a bit, element or parameter out of range
	CodeTypeUsed   Code = "E0105" // a type where a signal is wanted
	CodeForeign    Code = "E0106" // a signal of another module
	CodeUndriven   Code = "E0201" // never driven
	CodeLatch      Code = "E0202" // driven on some paths only
	CodeTwice      Code = "E0203" // driven twice
	CodeNotDriven  Code = "E0204" // cannot be driven from here
	CodeDuplicate  Code = "E0205" // two things of one name
	CodeModule     Code = "E0206" // a definition that cannot be elaborated
	CodeNoReset    Code = "E0207" // a reset value where there is no reset
	CodePanic      Code = "E0208" // Go code of a Build method panicked
	CodeGrid       Code = "E0209" // a grid whose wiring does not fit its shape
	CodeMemory     Code = "E0210" // a memory or port that cannot exist
	CodeStreamUsed Code = "E0211" // a stream end used twice or never
	CodeSwitch     Code = "E0212" // labels that repeat or cannot occur
)

// Diagnostic is one mistake: what is wrong, where, why and how to mend it.
type Diagnostic struct {
	Code    Code
	Message string
	Cause   string    // why, where the message alone does not tell
	Loc     ir.Loc    // innermost place outside the language
	Via     []ir.Loc  // the calls that led there, innermost first
	Module  string    // Go type of the module being built
	Related []Related // other places that matter
	Fix     string

	reported bool
}

// Related is another place that a diagnostic speaks of.
type Related struct {
	Loc  ir.Loc
	Text string
}

func newDiag(c Code, format string, args ...any) *Diagnostic {
	d := &Diagnostic{Code: c, Message: fmt.Sprintf(format, args...)}
	d.at(stack())
	return d
}

func (d *Diagnostic) at(s []ir.Loc) *Diagnostic {
	if len(s) > 0 {
		d.Loc, d.Via = s[0], s[1:]
	}
	return d
}

func (d *Diagnostic) fix(format string, args ...any) *Diagnostic {
	d.Fix = fmt.Sprintf(format, args...)
	return d
}

func (d *Diagnostic) also(l ir.Loc, format string, args ...any) *Diagnostic {
	if !l.IsZero() {
		d.Related = append(d.Related, Related{l, fmt.Sprintf(format, args...)})
	}
	return d
}

// String is the diagnostic as the command prints it:
//
//	fifo.go:31: E0102: assign to "count": 5 bits into 4
//		in stream.FIFO
//		fix: ...
func (d *Diagnostic) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s: %s", short(d.Loc), d.Code, d.Message)
	if d.Module != "" {
		fmt.Fprintf(&b, "\n\tin %s", d.Module)
	}
	if d.Cause != "" {
		fmt.Fprintf(&b, "\n\tcause: %s", d.Cause)
	}
	for _, r := range d.Related {
		fmt.Fprintf(&b, "\n\t%s: %s", short(r.Loc), r.Text)
	}
	for _, l := range d.Via {
		fmt.Fprintf(&b, "\n\t%s: called from here", short(l))
	}
	if d.Fix != "" {
		fmt.Fprintf(&b, "\n\tfix: %s", d.Fix)
	}
	return b.String()
}

// short is a place as people like to read it: relative to the working
// directory where that is shorter.
func short(l ir.Loc) string {
	if l.IsZero() {
		return "(unknown place)"
	}
	if abs, err := filepath.Abs("."); err == nil {
		if rel, err := filepath.Rel(abs, l.File); err == nil && len(rel) < len(l.File) {
			return fmt.Sprintf("%s:%d", rel, l.Line)
		}
	}
	return l.String()
}

// Diagnostics is every mistake of one run, as an error.
type Diagnostics []*Diagnostic

func (ds Diagnostics) Error() string {
	lines := make([]string, len(ds))
	for i, d := range ds {
		lines[i] = d.String()
	}
	return strings.Join(lines, "\n")
}

// sorted orders by place and drops repetitions of one mistake at one place,
// such as a width error in a loop.
func (ds Diagnostics) sorted() Diagnostics {
	sort.SliceStable(ds, func(i, j int) bool {
		a, b := ds[i].Loc, ds[j].Loc
		if a.File != b.File {
			return a.File < b.File
		}
		return a.Line < b.Line
	})
	var out Diagnostics
	seen := map[string]bool{}
	for _, d := range ds {
		if k := fmt.Sprint(d.Loc, d.Code, d.Message); !seen[k] {
			seen[k] = true
			out = append(out, d)
		}
	}
	return out
}
