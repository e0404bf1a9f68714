package command

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// Flags are the flags of a verb, the values they take, and the rules between
// them.
type Flags struct {
	*pflag.FlagSet
	values map[string]values
	rules  []func() error
}

// values says what the value of a flag may be, for the completion.
type values struct {
	choices func() []string
	list    bool // several, with commas
	file    bool
	dir     bool
}

func newFlags(verb string) *Flags {
	fs := pflag.NewFlagSet(verb, pflag.ContinueOnError)
	fs.SortFlags = false
	fs.SetOutput(discard{})
	return &Flags{FlagSet: fs, values: map[string]values{}}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// Choices says that a flag takes one of some values. What else it is given
// is for the verb to refuse.
func (f *Flags) Choices(name string, choices func() []string) {
	f.values[name] = values{choices: choices}
}

// List says that a flag takes some of the choices, with commas between.
func (f *Flags) List(name string, choices func() []string) {
	f.values[name] = values{choices: choices, list: true}
}

// File says that a flag takes the name of a file.
func (f *Flags) File(name string) { f.values[name] = values{file: true} }

// Dir says that a flag takes the name of a folder.
func (f *Flags) Dir(name string) { f.values[name] = values{dir: true} }

// Required says that a flag must be given. why is what for.
func (f *Flags) Required(name, why string) {
	f.rules = append(f.rules, func() error {
		if f.Changed(name) {
			return nil
		}
		return Usagef("%s is missing: %s", f.show(name), why)
	})
}

// OneOf says that one of the flags must be given, and no more.
func (f *Flags) OneOf(names ...string) {
	f.AtMostOne(names...)
	f.rules = append(f.rules, func() error {
		if slices.ContainsFunc(names, f.Changed) {
			return nil
		}
		return Usagef("%s is missing: give one of them", strings.Join(f.showAll(names), " or "))
	})
}

// AtMostOne says that flags contradict each other.
func (f *Flags) AtMostOne(names ...string) {
	f.rules = append(f.rules, func() error {
		var given []string
		for _, n := range names {
			if f.Changed(n) {
				given = append(given, n)
			}
		}
		if len(given) < 2 {
			return nil
		}
		return Usagef("%s contradict each other: give one of them", strings.Join(f.showAll(given), " and "))
	})
}

// Needs says that a flag means something only together with another.
func (f *Flags) Needs(name, other string) {
	f.rules = append(f.rules, func() error {
		if !f.Changed(name) || f.Changed(other) {
			return nil
		}
		return Usagef("%s means nothing without %s: give both or neither", f.show(name), f.show(other))
	})
}

// Implies says that a flag wants another beside it. why is what for.
func (f *Flags) Implies(name, other, why string) {
	f.rules = append(f.rules, func() error {
		if !f.Changed(name) || f.Changed(other) {
			return nil
		}
		return Usagef("%s wants %s: %s", f.show(name), f.show(other), why)
	})
}

func (f *Flags) show(name string) string { return "--" + name }

func (f *Flags) showAll(names []string) []string {
	var all []string
	for _, n := range names {
		all = append(all, f.show(n))
	}
	return all
}

func (f *Flags) check() error {
	if err := f.filled(); err != nil {
		return err
	}
	for _, rule := range f.rules {
		if err := rule(); err != nil {
			return err
		}
	}
	return nil
}

// filled finds a flag that is given nothing where it names something: probably a
// variable of the user's shell that is not set. As if it were not given would run
// something else than what was meant.
func (f *Flags) filled() (err error) {
	f.VisitAll(func(fl *pflag.Flag) {
		if _, names := f.values[fl.Name]; err == nil && names && fl.Changed && fl.Value.String() == "" {
			err = Usagef("%s is empty: want %s", f.show(fl.Name), strings.ReplaceAll(fl.Usage, "`", ""))
		}
	})
	return err
}

func (f *Flags) names() []string {
	var names []string
	f.VisitAll(func(fl *pflag.Flag) { names = append(names, fl.Name) })
	return names
}
