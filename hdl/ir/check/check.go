package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"npugen/hdl/ir"
)

// The codes of the findings. They are stable.
const (
	CodeLoop      = "E0301" // combinational loop
	CodeHandshake = "E0302" // a valid output depends on its own ready
	CodeUnused    = "E0303" // input, register, wire or memory that nothing reads
	CodeKeyword   = "E0304" // a name that is a keyword of the output languages
	CodeName      = "E0305" // a name that is no identifier
	CodeModules   = "E0306" // module names that differ only in case
	CodeCrossing  = "E0307" // clock domain crossing without a synchroniser
	CodeSync      = "E0308" // a synchroniser that samples logic, not a register
)

// Finding is one mistake in a design.
type Finding struct {
	Code    string
	Loc     ir.Loc // where it is best mended
	Module  string // name of the module it is in
	Message string // what is wrong
	Cause   string // why, such as a path of names; may be empty
	Fix     string // what to do about it
	Related []Related
}

// Related is another place that matters, such as a step of a path.
type Related struct {
	Loc  ir.Loc
	Text string
}

// String is the finding on several lines: what, where, why and how to mend it.
func (f Finding) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s: module %s: %s\n", f.Loc, f.Code, f.Module, f.Message)
	if f.Cause != "" {
		fmt.Fprintf(&b, "\tcause: %s\n", f.Cause)
	}
	for _, r := range f.Related {
		fmt.Fprintf(&b, "\t%s: %s\n", r.Loc, r.Text)
	}
	fmt.Fprintf(&b, "\tfix: %s\n", f.Fix)
	return b.String()
}

// Run checks a verified design.
func Run(d *ir.Design) []Finding {
	c := &checker{flows: map[*ir.Module]*flow{}, waits: map[portElem]bool{}}
	c.moduleNames(d)
	for _, m := range d.Modules {
		c.names(m)
		c.unused(m)
		f := newFlow(m, c.flows)
		c.flows[m] = f
		c.loops(f)
		c.handshakes(f)
		c.crossings(f)
	}
	slices.SortStableFunc(c.findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Loc.File, b.Loc.File),
			cmp.Compare(a.Loc.Line, b.Loc.Line),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return c.findings
}

type checker struct {
	flows    map[*ir.Module]*flow
	waits    map[portElem]bool // valid outputs that wait for their ready
	findings []Finding
}

func (c *checker) add(f Finding) { c.findings = append(c.findings, f) }
