package command

import (
	"context"
	"io"
)

// Program is a command with verbs.
type Program struct {
	Name  string
	Short string // what it is, a line
	Verbs []Verb // in the order of the help
}

// Verb is one thing that the program does.
type Verb struct {
	Name     string
	Short    string   // what it does, a line
	Synopsis string   // what follows the verb in the usage line
	Long     string   // paragraphs
	Example  string   // a session: commands after "$ ", and what they print
	Operands Operands // arguments that are no flags

	// Define declares the flags and returns what runs once they are parsed.
	Define func(*Flags) Run
}

// Operands are the arguments that are no flags: at least Min and at most Max.
// Values, if set, lists what they may be.
type Operands struct {
	Min, Max int
	Name     string // what one is called
	Values   func() []string
}

// Run does what a verb does.
type Run func(ctx context.Context, io IO, operands []string) error

// IO is what a verb talks to.
type IO struct {
	Out      io.Writer // the result; written whole, at the end
	Progress *Progress // what is going on meanwhile
}

func (p *Program) verb(name string) *Verb {
	for i := range p.Verbs {
		if p.Verbs[i].Name == name {
			return &p.Verbs[i]
		}
	}
	return nil
}

func (p *Program) verbNames() []string {
	var names []string
	for _, v := range p.Verbs {
		names = append(names, v.Name)
	}
	return names
}
