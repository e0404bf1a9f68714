package command

import (
	"fmt"
	"io"
	"strings"
)

func write(w io.Writer, text string) error {
	_, err := io.WriteString(w, text)
	return err
}

// bash is the completion script for bash 4 and later. The text before an equals
// sign, which bash splits into words of their own, is taken as the flag.
func bash(program string, verbs []verbWords) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# bash completion of %s", program)
	line("%s() {", ident(program))
	line(`    local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}"`)
	line(`    if [[ $cur == "=" ]]; then`)
	line(`        cur=""`)
	line(`    elif [[ $prev == "=" && COMP_CWORD -gt 2 ]]; then`)
	line(`        prev="${COMP_WORDS[COMP_CWORD-2]}"`)
	line(`    fi`)
	line(`    COMPREPLY=()`)
	line(`    if [[ COMP_CWORD -eq 1 ]]; then`)
	line(`        COMPREPLY=($(compgen -W "%s --help" -- "$cur"))`, joinVerbs(verbs))
	line(`        return`)
	line(`    fi`)
	line(`    case "${COMP_WORDS[1]}" in`)
	for _, v := range verbs {
		line(`    %s)`, v.name)
		line(`        case "$prev" in`)
		for _, f := range v.flags {
			if f.kind != noValue {
				line(`        %s)`, strings.Join(f.forms(), "|"))
				for _, l := range bashValue(f) {
					line(`            %s`, l)
				}
				line(`            return`)
				line(`            ;;`)
			}
		}
		line(`        esac`)
		line(`        if [[ $cur == -* ]]; then`)
		line(`            COMPREPLY=($(compgen -W "%s" -- "$cur"))`, v.flagForms())
		if len(v.operands) > 0 {
			line(`        else`)
			line(`            COMPREPLY=($(compgen -W "%s" -- "$cur"))`, strings.Join(v.operands, " "))
		}
		line(`        fi`)
		line(`        ;;`)
	}
	line(`    esac`)
	line(`}`)
	line(`complete -F %s %s`, ident(program), program)
	return b.String()
}

func bashValue(f flagWords) []string {
	switch f.kind {
	case oneOf:
		return []string{fmt.Sprintf(`COMPREPLY=($(compgen -W "%s" -- "$cur"))`, strings.Join(f.choices, " "))}
	case someOf:
		return []string{
			`local before=""`,
			`[[ $cur == *,* ]] && before="${cur%,*},"`,
			fmt.Sprintf(`COMPREPLY=($(compgen -P "$before" -W "%s" -- "${cur##*,}"))`, strings.Join(f.choices, " ")),
		}
	case fileValue:
		return []string{`compopt -o filenames 2>/dev/null`, `COMPREPLY=($(compgen -f -- "$cur"))`}
	case dirValue:
		return []string{`compopt -o filenames 2>/dev/null`, `COMPREPLY=($(compgen -d -- "$cur"))`}
	}
	return nil
}

func joinVerbs(verbs []verbWords) string {
	var names []string
	for _, v := range verbs {
		names = append(names, v.name)
	}
	return strings.Join(names, " ")
}
