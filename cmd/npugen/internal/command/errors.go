package command

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// UsageError is a mistake in the arguments.
type UsageError struct{ What string }

func (e *UsageError) Error() string { return e.What }

// Usagef makes a UsageError.
func Usagef(format string, args ...any) error {
	return &UsageError{fmt.Sprintf(format, args...)}
}

// placedError is an error that begins with its place, each line.
type placedError struct{ error }

func (e placedError) Unwrap() error { return e.error }

// Placed says that the lines of an error begin with their place (file, line,
// column), so that no name of a verb is put in front.
func Placed(err error) error { return placedError{err} }

// explain turns an error of pflag into one that says how to mend it.
func explain(f *Flags, err error) error {
	var unknown *pflag.NotExistError
	var empty *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		return unknownFlag(f, unknown)
	case errors.As(err, &empty):
		return Usagef("--%s wants a value: %s", empty.GetFlag().Name, empty.GetFlag().Usage)
	case errors.As(err, &invalid):
		return Usagef("--%s %q: %s", invalid.GetFlag().Name, invalid.GetValue(), wanted(invalid))
	}
	return Usagef("%v", err)
}

func unknownFlag(f *Flags, e *pflag.NotExistError) error {
	if short := e.GetSpecifiedShortnames(); short != "" {
		for _, n := range f.names() {
			if n == e.GetSpecifiedName()+short || strings.HasPrefix(n, short) && len(short) > 1 {
				return Usagef("unknown flag -%s; did you mean --%s?", short, n)
			}
		}
		return Usagef("unknown flag -%.1s; %s", e.GetSpecifiedName(), knownFlags(f))
	}
	name := e.GetSpecifiedName()
	if best := Nearest(name, f.names()); best != "" {
		return Usagef("unknown flag --%s; did you mean --%s?", name, best)
	}
	return Usagef("unknown flag --%s; %s", name, knownFlags(f))
}

func knownFlags(f *Flags) string {
	if len(f.names()) == 0 {
		return "it has no flags"
	}
	return "known: " + strings.Join(f.showAll(f.names()), ", ")
}

func wanted(e *pflag.InvalidValueError) string {
	switch e.GetFlag().Value.Type() {
	case "int":
		return "want a whole number"
	case "uint64":
		return "want a whole number from 0"
	case "bool":
		return "want true or false, or the flag alone"
	}
	return e.Unwrap().Error()
}
