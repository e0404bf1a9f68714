package config

import (
	"errors"
	"fmt"
	"math/bits"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
)

// value reads the value of a key into the Config, or reports it.
func (p *parse) value(f Field, n ast.Node) {
	at := positionOf(n.GetToken())
	if _, ok := n.(*ast.NullNode); ok {
		p.report(p.at[f.Path], f.Path, "no value", f.Doc, "write "+f.example())
		return
	}
	var what, why string
	if f.text != nil {
		what, why = f.readText(&p.config, n)
	} else {
		what, why = f.readNumber(&p.config, n)
	}
	if what != "" {
		p.report(at, f.Path, what, why, "use "+f.allowed())
		return
	}
	p.valid[f.Path] = true
}

// readNumber sets a number, or says what is wrong with it and why.
func (f Field) readNumber(c *Config, n ast.Node) (what, why string) {
	text, ok := scalar(n)
	if !ok {
		return "found " + describe(n), f.Doc
	}
	if octal(text) {
		return "found " + text, "after a leading 0 some readers count in eights, others in tens"
	}
	v, ok := parseNumber(text)
	if f.Kind == Size && !ok {
		v, ok = parseSize(text)
	}
	switch {
	case !ok:
		return "found " + describe(n), f.Doc
	case v < int64(f.Min):
		return text + " is too small", f.reasonMin()
	case v > int64(f.Max):
		return text + " is too large", f.WhyMax
	case f.PowerOfTwo && bits.OnesCount64(uint64(v)) != 1:
		return text + " is not a power of two", f.Why
	}
	*f.number(c) = int(v)
	return "", ""
}

// readText sets a name or text, or says what is wrong with it and why.
func (f Field) readText(c *Config, n ast.Node) (what, why string) {
	s, ok := n.(*ast.StringNode)
	switch {
	case !ok:
		return "found " + describe(n), f.Doc
	case len(s.Value) < f.Min || len(s.Value) > f.Max:
		return fmt.Sprintf("%d bytes long", len(s.Value)), f.Why
	case f.Kind == Name && !validName(s.Value):
		return fmt.Sprintf("%q is not a name", s.Value), f.Why
	case !printable(s.Value):
		return fmt.Sprintf("%q has characters that do not print", s.Value), f.Why
	}
	*f.text(c) = s.Value
	return "", ""
}

// reasonMin is why a number is not less than its least value.
func (f Field) reasonMin() string {
	if f.WhyMin == "" {
		return "there is no chip without"
	}
	return f.WhyMin
}

func validName(s string) bool { return regexp.MustCompile(`^[a-z][a-z0-9_-]*$`).MatchString(s) }

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r == unicode.ReplacementChar || !unicode.IsPrint(r) })
}

// scalar is the text of a value that may be a number.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return n.GetToken().Value, true
	case *ast.StringNode:
		return n.Value, true
	}
	return "", false
}

// octal says whether a number looks like 010.
func octal(s string) bool { return regexp.MustCompile(`^[+-]?0[0-9]`).MatchString(s) }

// parseNumber takes 10, 1_000 and 0x10. What leaves 64 bits becomes the
// greatest or least number they hold, which no key takes.
func parseNumber(s string) (int64, bool) {
	v, err := strconv.ParseInt(s, 0, 64)
	return v, err == nil || errors.Is(err, strconv.ErrRange)
}

// parseSize takes 64 KiB, 24MiB and 1 GiB.
func parseSize(s string) (int64, bool) {
	for i, unit := range []string{"KiB", "MiB", "GiB"} {
		if number, ok := strings.CutSuffix(s, unit); ok {
			number = strings.TrimRight(number, " ")
			v, ok := parseNumber(number)
			ok = ok && !octal(number)
			return v << (10 * (i + 1)), ok && v >= 0 && v < 1<<32
		}
	}
	return 0, false
}

// formatSize is the shortest exact form of a size.
func formatSize(v int) string {
	for i, unit := range []string{"GiB", "MiB", "KiB"} {
		if shift := 30 - 10*i; v > 0 && v%(1<<shift) == 0 {
			return fmt.Sprintf("%d %s", v>>shift, unit)
		}
	}
	return strconv.Itoa(v)
}

// allowed says which values a key takes.
func (f Field) allowed() string {
	switch {
	case f.Kind == Name:
		return fmt.Sprintf("a name of %d bytes at most, such as edge-16", f.Max)
	case f.Kind == Text:
		return fmt.Sprintf("one line of %d bytes at most", f.Max)
	case f.Kind == Size:
		return fmt.Sprintf("%d bytes to %s, as bytes or with KiB or MiB", f.Min, formatSize(f.Max))
	case f.PowerOfTwo:
		return fmt.Sprintf("a power of two, %d..%d", f.Min, f.Max)
	}
	return fmt.Sprintf("a whole number, %d..%d", f.Min, f.Max)
}

// example is a value of the key, for advice.
func (f Field) example() string {
	if f.Kind == Name || f.Kind == Text {
		return "my-chip"
	}
	return "<" + f.allowed() + ">"
}

// describe says what a value is, as its writer would.
func describe(n ast.Node) string {
	switch n := n.(type) {
	case *ast.StringNode:
		return fmt.Sprintf("text %q", n.Value)
	case *ast.LiteralNode:
		return "a block of text"
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "number " + n.GetToken().Value
	case *ast.BoolNode:
		return fmt.Sprintf("%t, which YAML takes for a truth value", n.Value)
	case *ast.SequenceNode:
		return "a list"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a section"
	case *ast.AliasNode, *ast.AnchorNode:
		return "an anchor or alias, which are not supported: write the value itself"
	case *ast.TagNode:
		return "a tag, which is not supported: write the value itself"
	}
	return "something that is neither number nor text"
}
