// Package docs checks that the documents show what the code says: included
// source files and printed results are compared with the text.
package docs

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the included parts of the documents")

// include is a comment that names what the fenced block after it must hold: a
// file of this folder, or a result computed by shown.
var include = regexp.MustCompile("(?s)(<!-- include ([^ ]+) -->\n```[a-z]*\n)(.*?)(```\n)")

func TestIncludes(t *testing.T) {
	pages, err := filepath.Glob("*.md")
	require.NoError(t, err)
	pages = append(pages, "../README.md")
	results := shown(t)
	used := map[string]bool{}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		got := include.ReplaceAllStringFunc(string(text), func(block string) string {
			part := include.FindStringSubmatch(block)
			name := strings.TrimPrefix(part[2], "docs/")
			used[name] = true
			return part[1] + content(t, name, results) + part[4]
		})
		if *update {
			require.NoError(t, os.WriteFile(page, []byte(got), 0o644))
			continue
		}
		require.Empty(t, cmp.Diff(strings.Split(string(text), "\n"), strings.Split(got, "\n")), "%s: run with -update", page)
	}
	for name := range results {
		require.True(t, used[name], "no document shows %s", name)
	}
}

// content is a computed result, or a Go file without its package and imports.
func content(t *testing.T, name string, results map[string]string) string {
	if r, ok := results[name]; ok {
		return strings.TrimRight(r, "\n") + "\n"
	}
	src, err := os.ReadFile(name)
	require.NoError(t, err)
	_, body, ok := strings.Cut(string(src), "import \"npugen/hdl\"\n\n")
	require.True(t, ok, "%s: want a single import", name)
	return body
}

var link = regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)

// TestLinks follows the links between documents.
func TestLinks(t *testing.T) {
	pages, err := filepath.Glob("*.md")
	require.NoError(t, err)
	for _, page := range append(pages, "../README.md") {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			_, err := os.Stat(filepath.Join(filepath.Dir(page), m[1]))
			require.NoError(t, err, "%s links to %s", page, m[1])
		}
	}
}
