package command

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"
)

// Help is the verb that prints the help of the program or of a verb.
func Help(p *Program) Verb {
	return Verb{
		Name:     "help",
		Short:    "explain a verb",
		Synopsis: "[VERB]",
		Long:     "Prints what " + p.Name + " VERB --help prints, or without a verb the list of verbs.",
		Operands: Operands{Max: 1, Name: "VERB", Values: p.verbNames},
		Define: func(*Flags) Run {
			return func(_ context.Context, io IO, operands []string) error {
				if len(operands) == 0 {
					return p.help(io.Out)
				}
				v := p.verb(operands[0])
				if v == nil {
					return Usagef("unknown verb %q; %s", operands[0], Unknown(operands[0], p.verbNames()))
				}
				return p.helpOn(io.Out, v)
			}
		},
	}
}

// help prints the list of verbs.
func (p *Program) help(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\nUsage:\n  %s VERB [flags]\n\nVerbs:\n", p.Name, p.Short, p.Name)
	for _, v := range p.Verbs {
		fmt.Fprintf(&b, "  %-12s%s\n", v.Name, v.Short)
	}
	fmt.Fprintf(&b, "\n%s VERB --help says more, with an example.\n", p.Name)
	fmt.Fprint(&b, "Exit status: 0 done, 1 failed, 2 mistake in the arguments.\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// helpOn prints the help of a verb.
func (p *Program) helpOn(w io.Writer, v *Verb) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s\n\nUsage:\n  %s\n", p.Name, v.Name, v.Short, strings.TrimSpace(p.Name+" "+v.Name+" "+v.Synopsis))
	if v.Long != "" {
		fmt.Fprintf(&b, "\n%s\n", strings.TrimSpace(v.Long))
	}
	flags := newFlags(v.Name)
	v.Define(flags)
	if flags.HasFlags() {
		b.WriteString("\nFlags:\n" + flags.help())
	}
	if v.Example != "" {
		b.WriteString("\nExample:\n")
		for line := range strings.Lines(v.Example) {
			b.WriteString(strings.TrimRight("  "+line, " \n") + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// help is a line for each flag.
func (f *Flags) help() string {
	var left, right []string
	width := 0
	f.VisitAll(func(fl *pflag.Flag) {
		metavar, usage := pflag.UnquoteUsage(fl)
		l := "      --" + fl.Name
		if fl.Shorthand != "" {
			l = "  -" + fl.Shorthand + ", --" + fl.Name
		}
		if fl.NoOptDefVal == "" {
			l += " " + metavar
			if fl.DefValue != "" && fl.DefValue != "[]" {
				usage += " (default " + fl.DefValue + ")"
			}
		}
		left, right, width = append(left, l), append(right, usage), max(width, len(l))
	})
	var b strings.Builder
	for i := range left {
		fmt.Fprintf(&b, "%-*s  %s\n", width, left[i], right[i])
	}
	return b.String()
}
