package verilog

import "strings"

const (
	lineWidth = 100 // columns that a line should not exceed
	inlineMax = 44  // characters of an operand that is still written in place
	chainMax  = 64  // parts of one chain of operators
)

// form is the outermost shape of a text; it decides on parentheses.
type form uint8

const (
	atom    form = iota // a name, constant, select, concatenation or call
	unary               // ~x, !x, -x
	binary              // x op y, reductions
	ternary             // c ? x : y
)

// text is a written expression.
type text struct {
	s      string // on one line
	form   form
	op     string   // binary: its operator
	parts  []string // what a long line breaks between; for an atom the items between open and close
	open   string
	close  string
	signed bool // signed by the rules of Verilog
}

// grouped is t as an operand of a binary operator: in parentheses unless it is
// a primary or its complement.
func (t text) grouped() string {
	if t.form == atom || t.form == unary && t.s[0] != '-' {
		return t.s
	}
	return "(" + t.s + ")"
}

// primary is t as the operand of a unary operator.
func (t text) primary() string {
	if t.form == atom {
		return t.s
	}
	return "(" + t.s + ")"
}

// call is name(arg): self-determined inside.
func call(name string, arg text, signed bool) text {
	return text{s: name + "(" + arg.s + ")", signed: signed}
}

// list is open a, b, c close.
func list(open string, items []string, close string) text {
	return text{s: open + strings.Join(items, ", ") + close, parts: items, open: open, close: close}
}

// layout returns head + t + tail as lines without indentation, broken where t
// allows when depth levels of indentation make it too long.
func layout(depth int, head string, t text, tail string) []string {
	room := lineWidth - 4*depth
	one := head + t.s + tail
	if len(one) <= room && !(t.form == ternary && len(t.parts) > 2) || len(t.parts) < 2 {
		return []string{one}
	}
	pad := strings.Repeat(" ", len(head))
	if len(head) > room/2 {
		pad = "    "
	}
	var lines []string
	switch t.form {
	case ternary:
		for i, p := range t.parts {
			lines = append(lines, pad+p)
			if i == 0 {
				lines[0] = head + p
			}
		}
		lines[len(lines)-1] += tail
	case binary:
		line := head + t.parts[0]
		for _, p := range t.parts[1:] {
			if len(line)+len(t.op)+len(p)+3 > room {
				lines = append(lines, line)
				line = pad + t.op + " " + p
				continue
			}
			line += " " + t.op + " " + p
		}
		lines = append(lines, line+tail)
	default:
		lines = append(lines, head+t.open)
		line := "   "
		for i, p := range t.parts {
			if i < len(t.parts)-1 {
				p += ","
			}
			if len(line)+len(p)+1 > room && strings.TrimSpace(line) != "" {
				lines = append(lines, line)
				line = "   "
			}
			line += " " + p
		}
		lines = append(lines, line, t.close+tail)
	}
	return lines
}
