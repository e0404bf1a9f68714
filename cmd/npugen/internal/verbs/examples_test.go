package verbs

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the real output into examples/")

// TestExamples runs the commands of the examples in the help texts: what is
// shown there is what they print, apart from times, versions, and how large a
// design and how fast a program is, which changes often.
func TestExamples(t *testing.T) {
	files, err := filepath.Glob("examples/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	here, err := os.Getwd()
	require.NoError(t, err)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			shown, err := os.ReadFile(file)
			require.NoError(t, err)
			t.Chdir(t.TempDir())
			var real strings.Builder
			for line := range strings.Lines(string(shown)) {
				if command, ok := strings.CutPrefix(line, "$ npugen "); ok {
					real.WriteString(line + output(t, strings.Fields(command)))
				}
			}
			if *update {
				require.NoError(t, os.WriteFile(filepath.Join(here, file), []byte(real.String()), 0o644))
				return
			}
			require.Equal(t, varying(real.String()), varying(string(shown)), "go test -update writes it anew")
		})
	}
}

func output(t *testing.T, args []string) string {
	var out, errs bytes.Buffer
	status := Program().Main(context.Background(), args, &out, &errs, false)
	require.Zero(t, status, errs.String())
	require.Empty(t, errs.String())
	return out.String()
}

// varying replaces what differs from run to run.
func varying(s string) string {
	for _, x := range []struct{ re, with string }{
		{`\b\d+\.\d\d\b`, "#"},
		{`\d+\.\d{3} +\d+ +([0-9a-f]{16})\b`, "# # $1"}, // seconds, cycles a second, digest
		{`\d+ (files|modules|lines|multipliers|register bits|memory bits)`, "# $1"},
		{`\d+ (cycles each|tokens/s|%)`, "# $1"},
		{`\bnpugen \S+, go\S+, \w+/\w+`, "npugen VERSION"},
		{`source revision .*\n`, ""},
		{` +`, " "},
	} {
		s = regexp.MustCompile(x.re).ReplaceAllString(s, x.with)
	}
	return s
}

// TestEveryVerbIsComplete checks what the help, the errors and the completion
// are made from.
func TestEveryVerbIsComplete(t *testing.T) {
	for _, v := range Program().Verbs {
		require.NotEmpty(t, v.Short, v.Name)
		require.NotEmpty(t, v.Long, v.Name)
		require.NotNil(t, v.Define, v.Name)
		if v.Name != "help" {
			require.Contains(t, v.Example, "npugen "+v.Name, v.Name)
		}
		if v.Operands.Max > 0 {
			require.NotEmpty(t, v.Operands.Name, v.Name)
			require.NotNil(t, v.Operands.Values, v.Name)
		}
	}
}
