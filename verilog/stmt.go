package verilog

import "strings"

// stmt is a statement inside an always block or a function.
type stmt interface{ lines(depth int) []string }

// assignment is head followed by its right side: "acc <= " and what.
type assignment struct {
	head string
	t    text
}

// ifStmt has at least one statement in then; els may be empty.
type ifStmt struct {
	cond      string
	then, els []stmt
}

// caseStmt compares sel with the labels of each arm in turn.
type caseStmt struct {
	sel  string
	arms []arm
}

// arm is one branch; no labels means default.
type arm struct {
	labels []string
	body   []stmt
}

// verbatim is text that needs no layout.
type verbatim string

// render is the lines of statements that stand at depth levels of indentation
// in the file, themselves indented by one.
func render(ss []stmt, depth int) []string {
	var out []string
	for _, s := range ss {
		out = append(out, indent(s.lines(depth+1))...)
	}
	return out
}

func indent(lines []string) []string {
	for i, l := range lines {
		lines[i] = "    " + l
	}
	return lines
}

func (a assignment) lines(depth int) []string { return layout(depth, a.head, a.t, ";") }

func (v verbatim) lines(int) []string { return strings.Split(string(v), "\n") }

func (s ifStmt) lines(depth int) []string {
	out := block("if ("+s.cond+")", s.then, depth)
	if len(s.els) == 0 {
		return out
	}
	var els []string
	if _, plain := s.els[0].(assignment); len(s.els) == 1 && !plain {
		els = s.els[0].lines(depth)
		els[0] = "else " + els[0]
	} else {
		els = block("else", s.els, depth)
	}
	if out[len(out)-1] == "end" {
		out[len(out)-1] = "end " + els[0]
		return append(out, els[1:]...)
	}
	return append(out, els...)
}

func (s caseStmt) lines(depth int) []string {
	out := []string{"case (" + s.sel + ")"}
	for _, a := range s.arms {
		head := "default:"
		if len(a.labels) > 0 {
			head = strings.Join(a.labels, ", ") + ":"
		}
		if len(a.body) == 0 {
			out = append(out, "    "+head+" ;")
			continue
		}
		out = append(out, indent(block(head, a.body, depth+1))...)
	}
	return append(out, "endcase")
}

// block is head with a body: on one line if that is short, else between begin
// and end. An if inside always gets begin and end, so that an else cannot
// belong to the wrong one.
func block(head string, body []stmt, depth int) []string {
	if len(body) == 1 {
		next, isIf := body[0].(ifStmt)
		_, plain := body[0].(assignment)
		if plain || isIf && len(next.els) == 0 && strings.HasSuffix(head, ":") {
			if l := body[0].lines(depth); len(l) == 1 && len(head)+len(l[0])+1+4*depth <= lineWidth {
				return []string{head + " " + l[0]}
			}
		}
	}
	out := append([]string{head + " begin"}, render(body, depth)...)
	return append(out, "end")
}
