package config

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/goccy/go-yaml/ast"
)

// keys reads the keys of a section, or of the top level for "".
func (p *parse) keys(within string, values []*ast.MappingValueNode) {
	for _, v := range values {
		key, at := v.Key.GetToken().Value, positionOf(v.Key.GetToken())
		path := join(within, key)
		if first, ok := p.at[path]; ok {
			p.report(at, path, fmt.Sprintf("given twice, first at line %d", first.line), "one of the two would be ignored", "remove one")
			continue
		}
		field, isField := fieldAt(path)
		switch {
		case isField:
			p.at[path] = at
			p.value(field, v.Value)
		case within == "" && isSection(key):
			p.at[path] = at
			p.section(key, v.Value)
		default:
			meant, advice := suggest(within, key)
			p.meant[meant] = true
			p.report(at, printPath(path), "unknown key", "", advice)
		}
	}
	p.absent(within)
}

// printPath is a path that the user wrote, fit for one line.
func printPath(path string) string {
	if printable(path) {
		return path
	}
	return strconv.Quote(path)
}

func (p *parse) section(key string, n ast.Node) {
	values, ok := entries(n)
	if !ok {
		p.report(positionOf(n.GetToken()), key, "want a section with "+keysOf(key)+", found "+describe(n), "", "")
		return
	}
	p.keys(key, values)
}

// absent reports the keys and sections that must be there, and fills in the
// defaults of the others.
func (p *parse) absent(within string) {
	for _, f := range inSection(within) {
		if _, ok := p.at[f.Path]; ok || p.meant[f.Path] {
			continue
		}
		if !f.Required {
			p.setDefault(f)
			continue
		}
		where, at := "", position{1, 1}
		if within != "" {
			where, at = " under "+within, p.at[within]
		}
		p.report(at, f.Path, "missing", f.Doc, fmt.Sprintf("add `%s: %s`%s", f.Key(), f.example(), where))
	}
	if within != "" {
		return
	}
	for _, s := range sections() {
		if _, ok := p.at[s.key]; ok || p.meant[s.key] {
			continue
		}
		if required(s.key) {
			p.report(position{1, 1}, s.key, "missing section", s.doc, "add `"+s.key+":` with "+keysOf(s.key))
			continue
		}
		for _, f := range inSection(s.key) {
			p.setDefault(f)
		}
	}
}

func (p *parse) setDefault(f Field) {
	if f.number != nil {
		*f.number(&p.config) = f.Default
	} else {
		*f.text(&p.config) = f.Usual
	}
	p.valid[f.Path] = true
}

// rules checks what must hold between keys, as far as these are valid.
func (p *parse) rules() {
	for _, r := range Rules() {
		if slices.ContainsFunc(r.Uses, func(path string) bool { return !p.valid[path] }) {
			continue
		}
		what, fix := r.check(p.config)
		if what == "" {
			continue
		}
		at, ok := p.at[r.Path]
		for _, path := range r.Uses { // the key has its default: point at one that is given
			if !ok {
				at, ok = p.at[path]
			}
		}
		p.report(at, r.Path, what, r.Why, fix)
	}
}
