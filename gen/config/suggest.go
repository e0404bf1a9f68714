package config

import (
	"fmt"
	"slices"
	"strings"
)

// suggest is what a key that does not exist within a section (or at the top
// level, "") was probably meant to be, as a path or "", and the advice for it.
func suggest(within, key string) (meant, advice string) {
	known := names(within)
	if best := nearest(key, known); best != "" {
		return join(within, best), fmt.Sprintf("did you mean %s?", best)
	}
	for _, f := range Fields() {
		switch {
		case f.Key() != key:
		case f.Section() == "":
			return "", "it belongs to the top level"
		default:
			return "", fmt.Sprintf("it belongs under %s", f.Section())
		}
	}
	return "", "known here: " + strings.Join(known, ", ")
}

// join is the path of a key.
func join(section, key string) string {
	if section == "" {
		return key
	}
	return section + "." + key
}

// nearest is the candidate that a slip or two turn into key, or "".
func nearest(key string, candidates []string) string {
	best, least := "", 1+max(1, len(key)/3)
	for _, c := range candidates {
		if d := distance(strings.ToLower(key), c); d < least {
			best, least = c, d
		}
	}
	return best
}

// distance is the least number of inserted, deleted and replaced bytes that
// turn a into b (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// names is the keys of a section; for "" the keys and sections at the top.
func names(within string) []string {
	var all []string
	for _, f := range inSection(within) {
		all = append(all, f.Key())
	}
	if within == "" {
		for _, s := range sections() {
			all = append(all, s.key)
		}
	}
	return all
}

func keysOf(section string) string { return strings.Join(names(section), ", ") }

func isSection(key string) bool {
	return slices.ContainsFunc(sections(), func(s section) bool { return s.key == key })
}

// required says whether a section has a key that must be given.
func required(section string) bool {
	return slices.ContainsFunc(inSection(section), func(f Field) bool { return f.Required })
}

func fieldAt(path string) (Field, bool) {
	all := Fields()
	i := slices.IndexFunc(all, func(f Field) bool { return f.Path == path })
	if i < 0 {
		return Field{}, false
	}
	return all[i], true
}
