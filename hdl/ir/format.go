package ir

import (
	"fmt"
	"math/big"
	"strings"
)

// Format writes a module as text, the same for the same module, for tests and
// for reading what a pass did:
//
//	module mac
//	  input clk : clock
//	  input a : sint<8>
//	  %1 : sint<16> = mul<16>(a, a)
//	  reg acc : sint<32> @clk reset rst=0 <= mux(clr, 0, add(acc, ext<32>(%1)))
//
// An operator whose width does not follow from its arguments shows it; a
// constant shows its width only inside cat. Nodes used more than once are
// written on a line of their own before their first use.
func Format(m *Module) string {
	f := &formatter{uses: map[*Node]int{}, name: map[*Node]string{}}
	m.Roots(func(r Root) { f.count(*r.Node) })
	f.module(m)
	return f.out.String()
}

// FormatNode writes one expression; shared nodes are written in full at every
// use.
func FormatNode(n *Node) string {
	f := &formatter{}
	return f.expr(n)
}

type formatter struct {
	out  strings.Builder
	uses map[*Node]int
	name map[*Node]string // names of the shared nodes written so far
}

func (f *formatter) line(format string, args ...any) { fmt.Fprintf(&f.out, format+"\n", args...) }

func (f *formatter) count(n *Node) {
	if f.uses[n]++; f.uses[n] == 1 {
		for _, a := range n.Args {
			f.count(a)
		}
	}
}

func (f *formatter) module(m *Module) {
	head := "module " + m.Name
	for _, p := range m.Params {
		head += " " + p.Name + "=" + p.Value
	}
	f.line("%s", head)
	for _, s := range m.Signals {
		f.signal(s)
	}
	for _, mem := range m.Mems {
		f.mem(mem)
	}
	for _, inst := range m.Insts {
		f.inst(inst)
	}
	for _, a := range m.Asserts {
		f.assert(a)
	}
	for _, n := range m.Unused {
		f.line("  unused %s", f.value(n))
	}
}

func (f *formatter) signal(s *Signal) {
	kind := s.Kind.String()
	if s.Named {
		kind = "named " + kind
	}
	head := fmt.Sprintf("  %s %s : %s", kind, s.Name, s.Type)
	if s.Vec || s.Count > 1 {
		head += fmt.Sprintf("[%d]", s.Count)
	}
	if s.Kind == Reg {
		head += " @" + signalName(s.Clock)
		if s.Reset != nil {
			var init []string
			for _, x := range s.Init {
				init = append(init, number(x, s.Type.Width, s.Type.Signed))
			}
			head += fmt.Sprintf(" reset %s=%s", f.value(s.Reset), list(init, s.Vec))
			if s.Async {
				head += " async"
			}
		}
		if s.Sync {
			head += " sync"
		}
		head += " <"
	}
	if s.Drive == nil {
		f.line("%s", head)
		return
	}
	if s.Kind != Reg {
		head += " "
	}
	f.line("%s= %s", head, f.values(s.Drive, s.Vec))
}

func (f *formatter) mem(mem *Mem) {
	head := fmt.Sprintf("  memory %s : %d x %d", mem.Name, mem.Depth, mem.Width)
	if mem.Lane != mem.Width {
		head += fmt.Sprintf(" lane %d", mem.Lane)
	}
	if mem.Init != nil {
		head += fmt.Sprintf(" init %v", mem.Init)
	}
	f.line("%s", head)
	for _, p := range mem.Reads {
		text := "read"
		if p.Clock != nil {
			text += " @" + p.Clock.Name
		}
		f.line("    %s%s -> %s", text, f.fields("addr", p.Addr, "en", p.En), signalName(p.Out))
	}
	for _, p := range mem.Writes {
		f.line("    write @%s%s", signalName(p.Clock), f.fields("addr", p.Addr, "data", p.Data, "en", p.En, "mask", p.Mask))
	}
}

func (f *formatter) inst(inst *Inst) {
	head := fmt.Sprintf("  inst %s : %s", inst.Name, inst.Module.Name)
	if g := inst.Grid; g != nil {
		head += fmt.Sprintf(" grid %d x %d", g.Rows, g.Base)
		if g.Step != 0 {
			head += fmt.Sprintf(" step %+d", g.Step)
		}
	}
	f.line("%s", head)
	for _, c := range inst.Ins {
		kind := c.Kind.String()
		if c.From != nil {
			kind += " from " + c.From.Name
		}
		if inst.Grid == nil {
			f.line("    .%s <= %s", c.Port.Name, f.values(c.Values, len(c.Values) != 1))
		} else {
			f.line("    .%s <= %s %s", c.Port.Name, kind, f.values(c.Values, len(c.Values) != 1))
		}
	}
	for _, o := range inst.Outs {
		f.line("    .%s -> %s", o.Port.Name, signalName(o.Net))
	}
}

func (f *formatter) assert(a *Assertion) {
	head := fmt.Sprintf("  %s %s @%s", a.Kind, a.Name, signalName(a.Clock))
	f.line("%s%s %q", head, f.fields("reset", a.Reset, "when", a.When, "that", a.Cond), a.Msg)
}

// fields writes label and expression pairs, leaving out those that are nil.
func (f *formatter) fields(pairs ...any) string {
	var s string
	for i := 0; i < len(pairs); i += 2 {
		if n := pairs[i+1].(*Node); n != nil {
			s += fmt.Sprintf(" %s %s", pairs[i], f.value(n))
		}
	}
	return s
}

func (f *formatter) values(ns []*Node, vec bool) string {
	var vs []string
	for _, n := range ns {
		vs = append(vs, f.value(n))
	}
	return list(vs, vec)
}

// value writes the shared nodes below n that were not yet written, then
// returns the text of n.
func (f *formatter) value(n *Node) string {
	f.share(n)
	return f.expr(n)
}

func (f *formatter) share(n *Node) {
	if f.name[n] != "" {
		return
	}
	for _, a := range n.Args {
		f.share(a)
	}
	if f.uses[n] < 2 || len(n.Args) == 0 {
		return
	}
	text := f.expr(n)
	f.name[n] = fmt.Sprintf("%%%d", len(f.name)+1)
	hint := ""
	if n.Hint != "" {
		hint = " " + n.Hint
	}
	f.line("  %s%s : %s = %s", f.name[n], hint, typeName(n.Width, n.Signed, n.Bool), text)
}

func (f *formatter) expr(n *Node) string {
	if name := f.name[n]; name != "" {
		return name
	}
	switch n.Op {
	case OpConst:
		return Literal(n)
	case OpRef:
		if n.Sig.Vec || n.Sig.Count > 1 {
			return fmt.Sprintf("%s[%d]", n.Sig.Name, n.Elem)
		}
		return n.Sig.Name
	case OpSlice:
		return fmt.Sprintf("%s[%d:%d]", f.expr(n.Args[0]), n.Lo+n.Width-1, n.Lo)
	}
	args := make([]string, len(n.Args))
	for i, a := range n.Args {
		args[i] = f.expr(a)
		if n.Op == OpCat && a.Op == OpConst {
			args[i] += fmt.Sprintf(":%d", a.Width)
		}
		if n.Op == OpCase && i > 0 {
			args[i] = caseLabel(n, i-1) + ": " + args[i]
		}
	}
	op := n.Op.String()
	switch n.Op {
	case OpExt, OpMul:
		op = fmt.Sprintf("%s<%d>", op, n.Width)
	case OpCast:
		op, _, _ = strings.Cut(typeName(n.Width, n.Signed, n.Bool), "<")
	}
	return op + "(" + strings.Join(args, ", ") + ")"
}

func caseLabel(n *Node, arm int) string {
	if arm == len(n.Labels) {
		return "_"
	}
	var ls []string
	for _, l := range n.Labels[arm] {
		ls = append(ls, number(l, n.Args[0].Width, n.Args[0].Signed))
	}
	return strings.Join(ls, "|")
}

// Literal is the text of a constant: the name of an enum's member, true or
// false, or the number.
func Literal(n *Node) string {
	if n.Bool {
		return fmt.Sprint(n.Val.Sign() != 0)
	}
	if n.Enum != nil && n.Val.IsUint64() {
		for _, m := range n.Enum.Members {
			if m.Value == n.Val.Uint64() {
				return m.Name
			}
		}
	}
	return number(n.Val, n.Width, n.Signed)
}

func number(raw *big.Int, width int, signed bool) string {
	return Value(raw, width, signed).String()
}

func list(items []string, brackets bool) string {
	s := strings.Join(items, ", ")
	if brackets {
		return "[" + s + "]"
	}
	return s
}

func signalName(s *Signal) string {
	if s == nil {
		return "?"
	}
	return s.Name
}
