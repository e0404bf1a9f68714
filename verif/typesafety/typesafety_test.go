package typesafety

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// checker type-checks single files; packages are imported from source once.
type checker struct {
	fset *token.FileSet
	from types.Importer
}

func newChecker() *checker {
	fset := token.NewFileSet()
	return &checker{fset, importer.ForCompiler(fset, "source", nil)}
}

// check returns the errors of a file and the file itself.
func (c *checker) check(t *testing.T, path string) ([]types.Error, *ast.File) {
	t.Helper()
	file, err := parser.ParseFile(c.fset, path, nil, parser.ParseComments)
	require.NoError(t, err)
	var errs []types.Error
	conf := types.Config{Importer: c.from, Error: func(err error) { errs = append(errs, err.(types.Error)) }}
	_, _ = conf.Check("p", c.fset, []*ast.File{file}, nil) // its error is the first of errs
	return errs, file
}

var marker = regexp.MustCompile(`ERROR ("(?:[^"\\]|\\.)*")`)

// expected are the messages a file announces, by line.
func (c *checker) expected(t *testing.T, file *ast.File) map[int]string {
	t.Helper()
	want := map[int]string{}
	for _, g := range file.Comments {
		for _, com := range g.List {
			if m := marker.FindStringSubmatch(com.Text); m != nil {
				re := strings.Trim(m[1], `"`)
				if un, err := strconv.Unquote(m[1]); err == nil {
					re = un
				}
				want[c.fset.Position(com.Pos()).Line] = re
			}
		}
	}
	return want
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", dir, "*.go.txt"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	return paths
}

func name(path string) string { return strings.TrimSuffix(filepath.Base(path), ".go.txt") }

func TestRefused(t *testing.T) {
	c := newChecker()
	for _, path := range files(t, "refused") {
		t.Run(name(path), func(t *testing.T) {
			errs, file := c.check(t, path)
			want := c.expected(t, file)
			require.NotEmpty(t, want, "the file announces no error")
			for _, e := range errs {
				line := c.fset.Position(e.Pos).Line
				require.Contains(t, want, line, "unexpected: %v", e)
				require.Regexp(t, want[line], e.Msg)
				delete(want, line)
			}
			require.Empty(t, want, "it compiles")
		})
	}
}

func TestAccepted(t *testing.T) {
	c := newChecker()
	for _, path := range files(t, "accepted") {
		t.Run(name(path), func(t *testing.T) {
			errs, _ := c.check(t, path)
			require.Empty(t, errs)
		})
	}
}
