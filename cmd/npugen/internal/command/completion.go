package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// Completion is the verb that prints a shell's completion script.
func Completion(p *Program) Verb {
	shells := func() []string { return []string{"bash", "zsh", "fish"} }
	return Verb{
		Name:     "completion",
		Short:    "print a shell's completion script",
		Synopsis: "bash|zsh|fish",
		Long: fmt.Sprintf(`Completes verbs, flags and their values. To have it in every new shell:

  bash  %[1]s completion bash > ~/.local/share/bash-completion/completions/%[1]s
  zsh   %[1]s completion zsh > a folder of $fpath, as the file _%[1]s
  fish  %[1]s completion fish > ~/.config/fish/completions/%[1]s.fish`, p.Name),
		Example:  fmt.Sprintf("$ source <(%s completion bash)\n", p.Name),
		Operands: Operands{Min: 1, Max: 1, Name: "the shell", Values: shells},
		Define: func(*Flags) Run {
			return func(_ context.Context, io IO, operands []string) error {
				words := p.words()
				switch operands[0] {
				case "bash":
					return write(io.Out, bash(p.Name, words))
				case "zsh":
					return write(io.Out, zsh(p.Name, words))
				case "fish":
					return write(io.Out, fish(p.Name, words))
				}
				return Usagef("unknown shell %q; %s", operands[0], Unknown(operands[0], shells()))
			}
		},
	}
}

// verbWords is what can be completed after a verb.
type verbWords struct {
	name, short string
	operands    []string
	flags       []flagWords
}

// flagWords is one flag. kind says what its value is.
type flagWords struct {
	name, shorthand, usage, metavar string
	kind                            valueKind
	choices                         []string
}

type valueKind int

const (
	noValue   valueKind = iota // the flag stands alone
	anyValue                   // cannot be completed
	oneOf                      // one of the choices
	someOf                     // some of them, with commas
	fileValue                  // a file
	dirValue                   // a folder
)

// words reads the table of verbs.
func (p *Program) words() []verbWords {
	var all []verbWords
	for _, v := range p.Verbs {
		w := verbWords{name: v.Name, short: v.Short}
		if v.Operands.Values != nil {
			w.operands = v.Operands.Values()
		}
		flags := newFlags(v.Name)
		v.Define(flags)
		flags.VisitAll(func(f *pflag.Flag) { w.flags = append(w.flags, flags.words(f)) })
		w.flags = append(w.flags, flagWords{name: "help", shorthand: "h", usage: "explain the verb"})
		all = append(all, w)
	}
	return all
}

func (f *Flags) words(fl *pflag.Flag) flagWords {
	metavar, usage := pflag.UnquoteUsage(fl)
	w := flagWords{name: fl.Name, shorthand: fl.Shorthand, usage: usage, metavar: metavar}
	v := f.values[fl.Name]
	switch {
	case fl.NoOptDefVal != "":
		w.kind = noValue
	case v.choices != nil:
		w.kind, w.choices = oneOf, v.choices()
		if v.list {
			w.kind = someOf
		}
	case v.file:
		w.kind = fileValue
	case v.dir:
		w.kind = dirValue
	default:
		w.kind = anyValue
	}
	return w
}

// forms are the ways to write a flag.
func (f flagWords) forms() []string {
	if f.shorthand == "" {
		return []string{"--" + f.name}
	}
	return []string{"-" + f.shorthand, "--" + f.name}
}

func (v verbWords) flagForms() string {
	var all []string
	for _, f := range v.flags {
		all = append(all, "--"+f.name)
	}
	return strings.Join(all, " ")
}

// ident is a name as shells allow it in functions.
func ident(name string) string { return "_" + strings.ReplaceAll(name, "-", "_") }
