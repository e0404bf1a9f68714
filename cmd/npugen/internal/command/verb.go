package command

import (
	"context"
	"io"
	"sync"
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

	abandoned *abandoned
}

// IfAbandoned notes what is to be done if the verb is interrupted, does not end in
// time, and the program ends without it: to remove its unfinished files, say. The
// verb is still running meanwhile.
func (io IO) IfAbandoned(do func()) {
	if io.abandoned != nil {
		io.abandoned.add(do)
	}
}

// abandoned is what is to be done then.
type abandoned struct {
	mu  sync.Mutex
	all []func()
}

func (a *abandoned) add(do func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.all = append(a.all, do)
}

func (a *abandoned) do() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, do := range a.all {
		do()
	}
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
