package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/pflag"
)

// Exit statuses.
const (
	statusFailure = 1
	statusUsage   = 2
)

// Main does what the arguments say and returns the exit status. Progress is
// shown on stderr if terminal is true.
func (p *Program) Main(ctx context.Context, args []string, stdout, stderr io.Writer, terminal bool) int {
	verb, run, operands, err := p.parse(args)
	if err != nil {
		return p.fail(stderr, verb, err)
	}
	progress := newProgress(stderr, terminal)
	left := &abandoned{}
	out, err := attempt(ctx, func() ([]byte, error) {
		defer progress.Done()
		var out bytes.Buffer
		err := run(ctx, IO{&out, progress, left}, operands)
		return out.Bytes(), err
	}, left.do)
	if _, failed := stdout.Write(out); failed != nil && err == nil {
		err = fmt.Errorf("cannot write the result: %w", failed)
	}
	switch {
	case err != nil && ctx.Err() != nil:
		return p.fail(stderr, verb, errors.New("interrupted"))
	case err != nil:
		return p.fail(stderr, verb, err)
	}
	return 0
}

// grace is how long a verb has to tidy up once it is interrupted.
const grace = 3 * time.Second

// attempt runs a verb, turns a panic, which is a mistake of ours, into an
// error, and does not wait for one that is interrupted and cannot stop: it is
// abandoned.
func attempt(ctx context.Context, verb func() ([]byte, error), abandon func()) ([]byte, error) {
	type outcome struct {
		out []byte
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() {
			if r := recover(); r != nil {
				o = outcome{nil, fmt.Errorf("internal error: %v\nThis is a mistake in the program; please report it with the command you gave.\n%s", r, debug.Stack())}
			}
			done <- o
		}()
		o.out, o.err = verb()
	}()
	select {
	case o := <-done:
		return o.out, o.err
	case <-ctx.Done():
	}
	select {
	case o := <-done:
		if o.err != nil {
			o.out = nil
		}
		return o.out, o.err // without an error it was as good as ready
	case <-time.After(grace):
		abandon()
		return nil, ctx.Err()
	}
}

// parse finds the verb and checks what follows it.
func (p *Program) parse(args []string) (verb string, run Run, operands []string, err error) {
	if len(args) == 0 {
		return "", nil, nil, Usagef("which verb? %s", strings.Join(p.verbNames(), ", "))
	}
	name := args[0]
	switch {
	case name == "-h" || name == "--help":
		return "", func(_ context.Context, io IO, _ []string) error { return p.help(io.Out) }, nil, nil
	case name == "--version" && p.verb("version") != nil:
		name = "version"
	case strings.HasPrefix(name, "-"):
		return "", nil, nil, Usagef("unknown flag %s: flags follow the verb, as in %s %s %s", name, p.Name, p.Verbs[0].Name, name)
	}
	v := p.verb(name)
	if v == nil {
		return "", nil, nil, Usagef("unknown verb %q; %s", name, Unknown(name, p.verbNames()))
	}
	flags := newFlags(v.Name)
	run = v.Define(flags)
	switch err := flags.Parse(args[1:]); {
	case errors.Is(err, pflag.ErrHelp):
		return v.Name, func(_ context.Context, io IO, _ []string) error { return p.helpOn(io.Out, v) }, nil, nil
	case err != nil:
		return v.Name, nil, nil, explain(flags, err)
	}
	if err := v.Operands.check(flags.Args()); err != nil {
		return v.Name, nil, nil, err
	}
	return v.Name, run, flags.Args(), flags.check()
}

func (o Operands) check(given []string) error {
	switch {
	case len(given) < o.Min && o.Values != nil:
		return Usagef("%s is missing: want one of %s", o.Name, strings.Join(o.Values(), ", "))
	case len(given) < o.Min:
		return Usagef("%s is missing", o.Name)
	case len(given) > o.Max && o.Max == 0:
		return Usagef("unexpected argument %q: everything is given by flags", given[0])
	case len(given) > o.Max:
		return Usagef("unexpected argument %q: want at most %d", given[o.Max], o.Max)
	}
	return nil
}

// fail prints an error and returns the exit status.
func (p *Program) fail(stderr io.Writer, verb string, err error) int {
	name := strings.TrimSpace(p.Name + " " + verb)
	var placed placedError
	if errors.As(err, &placed) {
		fmt.Fprintln(stderr, err)
	} else {
		fmt.Fprintf(stderr, "%s: %v\n", name, err)
	}
	var usage *UsageError
	if !errors.As(err, &usage) {
		return statusFailure
	}
	fmt.Fprintf(stderr, "See %s --help.\n", name)
	return statusUsage
}
