package verbs

import (
	"slices"
	"strings"

	"npugen/cmd/npugen/internal/command"
)

// everything stands for all that a list may hold.
const everything = "all"

// chosen reads a list with commas of some of the known names, or all. The order
// is the user's, and each name comes once.
func chosen(flag, list string, known []string) ([]string, error) {
	var names []string
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		more := []string{name}
		switch {
		case name == everything:
			more = known
		case !slices.Contains(known, name):
			return nil, command.Usagef("--%s %q: unknown %s %q; %s", flag, list, flag, name, command.Unknown(name, append(slices.Clone(known), everything)))
		}
		for _, n := range more {
			if !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	return names, nil
}
