package command

import (
	"fmt"
	"strings"
)

// fish is the completion script for fish 3 and later.
func fish(program string, verbs []verbWords) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# fish completion of %s", program)
	line("complete -c %s -f", program)
	line("complete -c %s -n __fish_use_subcommand -l help -s h -d %s", program, fishQuote("list the verbs"))
	for _, v := range verbs {
		line("complete -c %s -n __fish_use_subcommand -a %s -d %s", program, v.name, fishQuote(v.short))
	}
	for _, v := range verbs {
		after := fmt.Sprintf("complete -c %s -n %s", program, fishQuote("__fish_seen_subcommand_from "+v.name))
		if len(v.operands) > 0 {
			line("%s -a %s", after, fishQuote(strings.Join(v.operands, " ")))
		}
		for _, f := range v.flags {
			short := ""
			if f.shorthand != "" {
				short = " -s " + f.shorthand
			}
			line("%s -l %s%s%s -d %s", after, f.name, short, fishValue(f), fishQuote(f.usage))
		}
	}
	return b.String()
}

func fishValue(f flagWords) string {
	switch f.kind {
	case noValue:
		return ""
	case oneOf:
		return " -x -a " + fishQuote(strings.Join(f.choices, " "))
	case someOf:
		return " -x -a " + fishQuote("(__fish_append , "+strings.Join(f.choices, " ")+")")
	case fileValue:
		return " -r -F"
	case dirValue:
		return " -x -a " + fishQuote("(__fish_complete_directories)")
	}
	return " -x"
}

func fishQuote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}
