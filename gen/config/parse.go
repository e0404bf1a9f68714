package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxBytes bounds a configuration. It is far more than any needs, and keeps the
// YAML parser, whose time grows with the square of the nesting, fast.
const maxBytes = 16 << 10

// Load reads a configuration from a file.
func Load(path string) (Config, error) {
	f, err := os.Open(path)
	if err != nil {
		return Config{}, fmt.Errorf("config: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxBytes+1)) // a device has no end
	if err != nil {
		return Config{}, fmt.Errorf("config: %w", err)
	}
	return Parse(path, data)
}

// Parse reads a configuration in YAML. name stands in the errors, which are of
// type Diagnostics and cover all mistakes of the file.
func Parse(name string, data []byte) (Config, error) {
	if len(data) > maxBytes {
		return Config{}, Diagnostics{{File: name, Line: 1, Col: 1, What: fmt.Sprintf("more than %d bytes, which is the most that a configuration has", maxBytes), Fix: "is this another file?"}}
	}
	p := parse{file: name, at: map[string]position{}, valid: map[string]bool{}, meant: map[string]bool{}}
	p.document(data)
	p.rules()
	if len(p.found) > 0 {
		p.found.sort()
		return Config{}, p.found
	}
	return p.config, nil
}

// parse is one file on its way to a Config.
type parse struct {
	file   string
	config Config
	found  Diagnostics
	at     map[string]position // of each key and section that is given
	valid  map[string]bool     // keys that have a value in their range
	meant  map[string]bool     // keys that an unknown key was probably meant to be
}

type position struct{ line, col int }

func positionOf(t *token.Token) position {
	if t == nil || t.Position == nil {
		return position{1, 1}
	}
	return position{max(t.Position.Line, 1), max(t.Position.Column, 1)}
}

func (p *parse) report(at position, path, what, why, fix string) {
	p.found = append(p.found, Diagnostic{p.file, at.line, at.col, path, what, why, fix})
}

// document reads the whole file.
func (p *parse) document(data []byte) {
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		p.syntax(err)
		return
	}
	var body ast.Node
	if len(file.Docs) > 0 {
		body = file.Docs[0].Body
	}
	if len(file.Docs) > 1 {
		p.report(positionOf(file.Docs[1].Start), "", "a second document begins", "a file describes one chip", "put it into a file of its own")
	}
	top, ok := entries(body)
	if !ok {
		p.report(positionOf(body.GetToken()), "", "want keys with values, found "+describe(body), "", "start with `name: my-chip`")
		return
	}
	p.keys("", top)
}

func (p *parse) syntax(err error) {
	at, what := position{1, 1}, err.Error()
	var located yaml.Error
	if errors.As(err, &located) {
		at, what = positionOf(located.GetToken()), located.GetMessage()
	}
	p.report(at, "", "not valid YAML: "+strings.NewReplacer("\t", `\t`, "\n", `\n`).Replace(what), "", "")
}

// entries is the keys and values of a section. An empty one has none.
func entries(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := n.(type) {
	case nil, *ast.NullNode:
		return nil, true
	case *ast.CommentGroupNode:
		return nil, true
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}
