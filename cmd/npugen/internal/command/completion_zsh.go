package command

import (
	"fmt"
	"strings"
)

// zsh is the completion script for zsh, for a folder of $fpath or for source.
func zsh(program string, verbs []verbWords) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("#compdef %s", program)
	line("%s() {", ident(program))
	line("    local -a verbs=(")
	for _, v := range verbs {
		line("        %s", zshQuote(v.name+":"+v.short))
	}
	line("    )")
	line("    if (( CURRENT == 2 )); then")
	line("        _describe verb verbs")
	line("        return")
	line("    fi")
	line(`    local verb="$words[2]"`)
	line("    shift words")
	line("    (( CURRENT-- ))")
	line(`    case "$verb" in`)
	for _, v := range verbs {
		line("    %s)", v.name)
		args := []string{"_arguments"}
		for _, f := range v.flags {
			for _, form := range f.forms() {
				args = append(args, zshQuote(form+zshDirect(f, form)+"["+zshEscape(f.usage)+"]"+zshValue(f)))
			}
		}
		if len(v.operands) > 0 {
			args = append(args, zshQuote("1:argument:("+strings.Join(v.operands, " ")+")"))
		}
		line("        %s", strings.Join(args, " \\\n            "))
		line("        ;;")
	}
	line("    esac")
	line("}")
	line(`if [ "$funcstack[1]" = "%s" ]; then`, ident(program))
	line(`    %s "$@"`, ident(program))
	line("else")
	line("    compdef %s %s", ident(program), program)
	line("fi")
	return b.String()
}

// zshDirect says how the value follows: a long flag's after a space or an
// equals sign.
func zshDirect(f flagWords, form string) string {
	if f.kind != noValue && strings.HasPrefix(form, "--") {
		return "="
	}
	return ""
}

func zshValue(f flagWords) string {
	switch f.kind {
	case noValue:
		return ""
	case oneOf:
		return ":" + f.metavar + ":(" + strings.Join(f.choices, " ") + ")"
	case someOf:
		return ":" + f.metavar + ":_values -s , " + f.metavar + " " + strings.Join(f.choices, " ")
	case fileValue:
		return ":" + f.metavar + ":_files"
	case dirValue:
		return ":" + f.metavar + ":_files -/"
	}
	return ":" + f.metavar + ": "
}

// zshEscape protects what _arguments reads in a description.
func zshEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`, `:`, `\:`).Replace(s)
}

func zshQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
