package report

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// String is the report as a table: a line a module, the totals, and the ports
// of the top.
func (r Report) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "instances\tregister bits\tmemory bits\tmultipliers\tlines\t  module")
	for _, m := range r.Modules {
		fmt.Fprintf(w, "%d\t%d\t%d\t%s\t%d\t  %s\n", m.Instances, m.RegisterBits, m.memoryBits(), m.multipliers(), m.VerilogLines, m.label())
	}
	t := r.Total
	fmt.Fprintf(w, "%d\t%d\t%d\t%d\t%d\t  in all, instances counted\n", t.Instances, t.RegisterBits, t.MemoryBits, t.Multipliers, t.VerilogLines)
	w.Flush()
	if len(r.Modules) > 0 {
		fmt.Fprintf(&b, "\nports of %s:\n", r.Top)
		for _, p := range r.Modules[0].Ports {
			fmt.Fprintf(&b, "  %-6s  %-14s  %s\n", p.Direction, p.shape(), p.Name)
		}
	}
	return b.String()
}

// label is the module's name; one that only checks says so.
func (m Module) label() string {
	if m.ChecksOnly {
		return m.Name + " (checks only)"
	}
	return m.Name
}

func (m Module) memoryBits() int {
	bits := 0
	for _, x := range m.Memories {
		bits += x.Bits()
	}
	return bits
}

func (m Module) multipliers() string {
	if len(m.Multipliers) == 0 {
		return "-"
	}
	var out []string
	for _, x := range m.Multipliers {
		s := fmt.Sprintf("%dx%d", x.A, x.B)
		if x.Count > 1 {
			s = fmt.Sprintf("%d of %s", x.Count, s)
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

// shape is a port's type, such as "16 x sint<8>".
func (p Port) shape() string {
	if p.Direction == "clock" {
		return "clock"
	}
	t := fmt.Sprintf("uint<%d>", p.Width)
	if p.Signed {
		t = fmt.Sprintf("sint<%d>", p.Width)
	}
	if p.Count > 1 {
		return fmt.Sprintf("%d x %s", p.Count, t)
	}
	return t
}
