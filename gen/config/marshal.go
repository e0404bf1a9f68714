package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Marshal is a configuration as YAML, every key given. Parse gives the same
// Config again.
func Marshal(c Config) []byte {
	var b strings.Builder
	for _, f := range inSection("") {
		if f.text == nil || *f.text(&c) != "" {
			fmt.Fprintf(&b, "%s: %s\n", f.Key(), f.format(c))
		}
	}
	for _, s := range sections() {
		fmt.Fprintf(&b, "\n%s:\n", s.key)
		for _, f := range inSection(s.key) {
			fmt.Fprintf(&b, "  %s: %s\n", f.Key(), f.format(c))
		}
	}
	return []byte(b.String())
}

// format is the value of a key in YAML.
func (f Field) format(c Config) string {
	switch {
	case f.text != nil:
		return quote(*f.text(&c))
	case f.Kind == Size:
		return formatSize(*f.number(&c))
	}
	return strconv.Itoa(*f.number(&c))
}

// quote puts quotes around a text that YAML would take for something else.
func quote(s string) string {
	plain := regexp.MustCompile(`^[a-z][a-z0-9_-]*$`).MatchString(s)
	if plain && !slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}, s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}
