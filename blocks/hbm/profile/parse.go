package profile

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxBytes bounds a file: the YAML parser's time grows with the square of the
// nesting.
const maxBytes = 32 << 10

// Load reads a profile from a file.
func Load(path string) (Profile, error) {
	f, err := os.Open(path)
	if err != nil {
		return Profile{}, fmt.Errorf("hbm profile: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxBytes+1)) // a device has no end
	if err != nil {
		return Profile{}, fmt.Errorf("hbm profile: %w", err)
	}
	return Parse(path, data)
}

// Parse reads a profile in YAML. name stands in the errors, which are
// Diagnostics and cover all mistakes of the file.
func Parse(name string, data []byte) (Profile, error) {
	p := &parse{file: name, at: map[string]place{}, ok: map[string]bool{}}
	p.profile.Sources = map[string]string{}
	if len(data) > maxBytes {
		p.report(place{1, 1}, "", fmt.Sprintf("more than %d bytes", maxBytes), "is this another file?")
		return Profile{}, p.found
	}
	p.document(data)
	if len(p.found) == 0 {
		p.contradictions()
	}
	if len(p.found) > 0 {
		p.found.sort()
		return Profile{}, p.found
	}
	return p.profile, nil
}

type place struct{ line, col int }

// parse is one file on its way to a Profile.
type parse struct {
	file    string
	profile Profile
	found   Diagnostics
	at      map[string]place
	ok      map[string]bool
}

func placeOf(t *token.Token) place {
	if t == nil || t.Position == nil {
		return place{1, 1}
	}
	return place{max(t.Position.Line, 1), max(t.Position.Column, 1)}
}

func (p *parse) report(at place, path, what, fix string) {
	p.found = append(p.found, Diagnostic{p.file, at.line, at.col, path, what, fix})
}

func (p *parse) document(data []byte) {
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		at, what := place{1, 1}, err.Error()
		var located yaml.Error
		if errors.As(err, &located) {
			at, what = placeOf(located.GetToken()), located.GetMessage()
		}
		p.report(at, "", "not valid YAML: "+strconv.Quote(what), "")
		return
	}
	var body ast.Node
	if len(file.Docs) > 0 {
		body = file.Docs[0].Body
	}
	if len(file.Docs) > 1 {
		p.report(placeOf(file.Docs[1].Start), "", "a second document begins", "one file describes one memory")
	}
	top, ok := entries(body)
	if !ok {
		p.report(placeOf(body.GetToken()), "", "want keys with values", "start with `name: my-memory`")
		return
	}
	p.top(top)
	p.missing()
}

// entries is the keys and values of a section.
func entries(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := n.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode:
		return nil, true
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

// once notes the place of a key and reports it if it was there before.
func (p *parse) once(path string, v *ast.MappingValueNode) bool {
	at := placeOf(v.Key.GetToken())
	if first, ok := p.at[path]; ok {
		p.report(at, path, fmt.Sprintf("given twice, first at line %d", first.line), "remove one")
		return false
	}
	p.at[path] = at
	return true
}

func (p *parse) top(values []*ast.MappingValueNode) {
	for _, v := range values {
		name := v.Key.GetToken().Value
		if !p.once(name, v) {
			continue
		}
		switch name {
		case "name":
			p.text(name, v, &p.profile.Name)
		case "summary":
			p.text(name, v, &p.profile.Summary)
		case "geometry":
			p.section(v, numbers(), p.number)
		case "timings":
			p.section(v, timings(), p.timing)
		case "init":
			p.section(v, initial(), p.initialisation)
		default:
			if k, ok := find(numbers(), "", name); ok {
				p.number(k, v)
				continue
			}
			p.report(p.at[name], strconv.Quote(name), "unknown key", "known: name, summary, tck_ps, geometry, timings, init")
		}
	}
}

func find(keys []key, section, name string) (key, bool) {
	for _, k := range keys {
		if k.section == section && k.name == name {
			return k, true
		}
	}
	return key{}, false
}

func (p *parse) section(v *ast.MappingValueNode, keys []key, read func(key, *ast.MappingValueNode)) {
	section := v.Key.GetToken().Value
	values, ok := entries(v.Value)
	if !ok {
		p.report(placeOf(v.Value.GetToken()), section, "want a section", "")
		return
	}
	for _, v := range values {
		name := v.Key.GetToken().Value
		if !p.once(section+"."+name, v) {
			continue
		}
		k, ok := find(keys, section, name)
		if !ok {
			p.report(placeOf(v.Key.GetToken()), strconv.Quote(section+"."+name), "unknown key", "known: "+names(keys, section))
			continue
		}
		read(k, v)
	}
}

func names(keys []key, section string) string {
	var all []string
	for _, k := range keys {
		if k.section == section {
			all = append(all, k.name)
		}
	}
	return strings.Join(all, ", ")
}

func (p *parse) text(path string, v *ast.MappingValueNode, to *string) {
	s, ok := v.Value.(*ast.StringNode)
	if !ok || s.Value == "" || len(s.Value) > 200 || strings.ContainsFunc(s.Value, func(r rune) bool { return r < ' ' }) {
		p.report(placeOf(v.Value.GetToken()), path, "want one line of text, 200 bytes at most", "")
		return
	}
	*to = s.Value
}

// number reads a whole number into its key.
func (p *parse) number(k key, v *ast.MappingValueNode) {
	n, ok := whole(v.Value)
	switch {
	case !ok:
		p.report(placeOf(v.Value.GetToken()), k.path(), "want a whole number: "+k.doc, "")
	case n < k.min || n > k.max:
		p.report(placeOf(v.Value.GetToken()), k.path(), fmt.Sprintf("%d is out of range", n), fmt.Sprintf("use %d to %d", k.min, k.max))
	default:
		*k.at(&p.profile) = n
		p.ok[k.path()] = true
	}
}

func whole(n ast.Node) (int, bool) {
	i, ok := n.(*ast.IntegerNode)
	if !ok {
		return 0, false
	}
	v, err := strconv.ParseInt(i.GetToken().Value, 10, 32)
	return int(v), err == nil
}

// timing reads {ck: 4, ns: 5.0, source: text}: the longer of the two.
func (p *parse) timing(k key, v *ast.MappingValueNode) {
	parts, ok := entries(v.Value)
	if !ok || len(parts) == 0 {
		p.report(placeOf(v.Value.GetToken()), k.path(), "want ck or ns, and a source", "write {ck: 4, source: data sheet}")
		return
	}
	at, n, given, source := placeOf(v.Key.GetToken()), 0, false, ""
	for _, part := range parts {
		name := part.Key.GetToken().Value
		if !p.once(k.path()+"."+name, part) {
			return
		}
		where := placeOf(part.Value.GetToken())
		switch name {
		case "ck":
			ck, ok := whole(part.Value)
			if !ok {
				p.report(where, k.path(), "ck: want a whole number of cycles", "")
				return
			}
			if ck < k.min || ck > k.max {
				p.report(where, k.path(), fmt.Sprintf("%d cycles is out of range", ck), fmt.Sprintf("use %d to %d", k.min, k.max))
				return
			}
			n, given = max(n, ck), true
		case "ns":
			ns, err := strconv.ParseFloat(part.Value.GetToken().Value, 64)
			if err != nil || math.IsNaN(ns) || ns <= 0 || ns > 1e6 {
				p.report(where, k.path(), "ns: want nanoseconds above 0", "")
				return
			}
			if !p.ok["tck_ps"] {
				p.report(where, k.path(), "ns needs the clock period first", "put tck_ps above timings")
				return
			}
			n, given = max(n, cycles(ns, p.profile.TCKps)), true
		case "source":
			p.text(k.path()+".source", part, &source)
		default:
			p.report(placeOf(part.Key.GetToken()), k.path(), strconv.Quote(name)+" is not known", "use ck, ns and source")
		}
	}
	switch {
	case !given:
		p.report(at, k.path(), "has no value", "write {ck: 4, source: data sheet}")
	case source == "":
		p.report(at, k.path(), "has no source", "public models disagree: say where the number is from")
	case n > k.max:
		p.report(at, k.path(), fmt.Sprintf("%d cycles is out of range", n), fmt.Sprintf("use %d at most", k.max))
	default:
		*k.at(&p.profile) = n
		p.profile.Sources[k.name] = source
		p.ok[k.path()] = true
	}
}

// cycles is ns rounded up to whole periods; a thousandth of a period less is
// what a printed decimal lost.
func cycles(ns float64, tckPs int) int {
	return int(math.Ceil(ns*1000/float64(tckPs) - 0.001))
}

// missing reports the keys that are not there.
func (p *parse) missing() {
	if _, ok := p.at["name"]; !ok {
		p.report(place{1, 1}, "name", "missing", "add `name: my-memory`")
	}
	keys := append(numbers(), timings()...)
	if _, ok := p.at["init"]; ok {
		keys = append(keys, initial()...)
	}
	for _, k := range keys {
		if _, ok := p.at[k.path()]; ok {
			continue
		}
		at, ok := p.at[k.section]
		if !ok {
			at = place{1, 1}
		}
		p.report(at, k.path(), "missing", k.doc)
	}
}
