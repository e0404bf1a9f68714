package asm

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"npugen/isa"
)

// Error is a mistake in a text. Columns count bytes from 1.
type Error struct {
	File         string
	Line, Column int
	Problem      string // what is wrong, and what would be right
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Problem)
}

// Assemble reads a program. The error has an *Error for each line that is wrong;
// file is the name that they begin with.
func Assemble(file, text string) ([]isa.Instruction, error) {
	var program []isa.Instruction
	var errs []error
	for i, line := range strings.Split(text, "\n") {
		p := parser{file: file, line: i + 1}
		in, found := p.instruction(line)
		if p.err != nil {
			errs = append(errs, p.err)
		} else if found {
			program = append(program, in)
		}
	}
	return program, errors.Join(errs...)
}

type parser struct {
	file   string
	line   int
	column int // of the word that is looked at
	err    error
}

func (p *parser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = &Error{File: p.file, Line: p.line, Column: p.column, Problem: fmt.Sprintf(format, args...)}
	}
}

type word struct {
	text   string
	column int
}

// split is the words of a line up to a comment.
func split(line string) (list []word) {
	line, _, _ = strings.Cut(line, "#")
	for at := 0; at < len(line); {
		if space(line[at]) {
			at++
			continue
		}
		end := at
		for end < len(line) && !space(line[end]) {
			end++
		}
		list = append(list, word{line[at:end], at + 1})
		at = end
	}
	return list
}

func space(c byte) bool { return c == ' ' || c == '\t' || c == '\r' }

func (p *parser) instruction(line string) (in isa.Instruction, found bool) {
	list := split(line)
	if len(list) == 0 {
		return in, false
	}
	p.column = list[0].column
	if list[0].text == "WORDS" {
		return p.words(list[1:]), true
	}
	op, ok := operation(list[0].text)
	if !ok {
		p.fail("unknown operation %q: want one of %s", list[0].text, operations())
		return in, false
	}
	in = isa.New(op)
	seen := map[string]bool{}
	for _, w := range list[1:] {
		p.column = w.column
		name, v, ok := strings.Cut(w.text, "=")
		switch {
		case !ok:
			p.fail("%q: want field=value", w.text)
		case seen[name]:
			p.fail("%s is given twice", name)
		}
		seen[name] = true
		p.column += len(name) + 1
		p.set(&in, name, v, w.column)
	}
	return in, true
}

func operation(name string) (isa.Op, bool) {
	for _, op := range isa.Ops() {
		if op.String() == name {
			return op, true
		}
	}
	return 0, false
}

func operations() string {
	var names []string
	for _, op := range isa.Ops() {
		names = append(names, op.String())
	}
	return strings.Join(names, ", ") + " or WORDS"
}

func (p *parser) words(list []word) (in isa.Instruction) {
	if len(list) != isa.Words {
		p.fail("WORDS has %d words: want %d", len(list), isa.Words)
		return in
	}
	for i, w := range list {
		p.column = w.column
		in[i] = p.number(w.text)
	}
	return in
}

// set gives a field its value. column is that of the name.
func (p *parser) set(in *isa.Instruction, name, text string, column int) {
	switch name {
	case "wait", "signal":
		p.check(in.Set(name, p.tokens(text)))
		return
	case "mod":
		for _, m := range strings.Split(text, ",") {
			p.modify(in, m)
			p.column += len(m) + 1
		}
		return
	}
	f, ok := isa.Lookup(in.Op(), name)
	if !ok || name == "op" {
		p.column = column
		p.fail("%v has no field %q: want one of %s", in.Op(), name, names(in.Op()))
		return
	}
	p.check(in.Set(name, p.value(f, text)))
}

func (p *parser) check(err error) {
	if err != nil {
		p.fail("%v", err)
	}
}

func names(op isa.Op) string {
	list := []string{}
	for _, f := range isa.Fields(op) {
		list = append(list, f.Name)
	}
	return strings.Join(append(list, "wait", "signal", "mod"), ", ")
}

func (p *parser) value(f isa.Field, text string) uint32 {
	for i, name := range f.Values() {
		if name == text {
			return uint32(i)
		}
	}
	if f.Float() && !strings.HasPrefix(text, "0x") {
		x, err := strconv.ParseFloat(text, 32)
		if err != nil {
			p.fail("%s %q: want a number of fp32 or 0x and its bits", f.Name, text)
		}
		return math.Float32bits(float32(x))
	}
	return p.number(text)
}

func (p *parser) number(text string) uint32 {
	base, digits := 10, text
	if rest, ok := strings.CutPrefix(text, "0x"); ok {
		base, digits = 16, rest
	}
	v, err := strconv.ParseUint(digits, base, 32)
	if err != nil {
		p.fail("%q: want a whole number below 2^32", text)
	}
	return uint32(v)
}

func (p *parser) tokens(text string) (set uint32) {
	for _, name := range strings.Split(text, ",") {
		set |= 1 << p.numbered("t", name, isa.Tokens)
	}
	return set
}

// numbered reads a letter and a number below a limit.
func (p *parser) numbered(letter, text string, limit int) int {
	digits, ok := strings.CutPrefix(text, letter)
	n, err := strconv.ParseUint(digits, 10, 16)
	if !ok || err != nil || n >= uint64(limit) {
		p.fail("%q: want %s0 to %s%d", text, letter, letter, limit-1)
		return 0
	}
	return int(n)
}

// modify reads field+r3 or w5+r3.
func (p *parser) modify(in *isa.Instruction, text string) {
	name, r, ok := strings.Cut(text, "+")
	if !ok {
		p.fail("%q: want field+register, as in d+r3", text)
		return
	}
	f, ok := isa.Lookup(in.Op(), name)
	if !ok || f.Word == 0 {
		digits, numbered := strings.CutPrefix(name, "w")
		n, err := strconv.Atoi(digits)
		if !numbered || err != nil {
			p.fail("%v has no field %q: want one of %s, or w3 to w%d", in.Op(), name, names(in.Op()), isa.Words-1)
			return
		}
		f.Word = n
	}
	p.check(in.Modify(isa.Modifier{Word: f.Word, Register: p.numbered("r", r, isa.Registers)}))
}
