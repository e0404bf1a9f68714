package config

import (
	"fmt"
	"strings"
)

// Reference is the page that describes every key, in Markdown.
func Reference() string {
	var b strings.Builder
	b.WriteString("# Configuration\n\nA YAML file describes one chip. All mistakes of a file are reported at once.\n")
	b.WriteString("Sizes are bytes, or a number with KiB or MiB. Anchors, aliases and tags are not supported.\n\n")
	b.WriteString("## Top level\n\n")
	writeTable(&b, "")
	for _, s := range sections() {
		fmt.Fprintf(&b, "\n## `%s`\n\n%s\n\n", s.key, strings.ToUpper(s.doc[:1])+s.doc[1:]+".")
		writeTable(&b, s.key)
	}
	b.WriteString("\n## Rules between keys\n\n")
	for _, r := range Rules() {
		fmt.Fprintf(&b, "- `%s`: %s. Reason: %s.\n", r.Path, r.Doc, r.Why)
	}
	return b.String()
}

func writeTable(b *strings.Builder, section string) {
	b.WriteString("| key | values | unit | default | meaning | reason for the limits |\n|---|---|---|---|---|---|\n")
	for _, f := range inSection(section) {
		fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s | %s |\n", f.Key(), f.allowed(), f.Unit, f.initial(), f.Doc, f.reasons())
	}
}

// initial is what a key has when it is not given.
func (f Field) initial() string {
	switch {
	case f.Required:
		return "required"
	case f.text != nil && f.Usual == "":
		return "empty"
	case f.text != nil:
		return f.Usual
	}
	return fmt.Sprint(f.Default)
}

// reasons is why the values are limited as they are.
func (f Field) reasons() string {
	var all []string
	for _, why := range []string{f.Why, f.WhyMin, f.WhyMax} {
		if why != "" {
			all = append(all, why)
		}
	}
	return strings.Join(all, "; ")
}
