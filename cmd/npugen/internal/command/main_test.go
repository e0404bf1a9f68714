package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// tool is a program with one verb that does what it is told.
func tool(run Run) *Program {
	p := &Program{Name: "tool", Short: "for tests"}
	p.Verbs = []Verb{{Name: "do", Short: "do it", Long: "Does it.", Operands: Operands{Max: 1, Name: "what", Values: func() []string { return []string{"this", "that"} }},
		Define: func(f *Flags) Run {
			f.StringP("name", "n", "", "`NAME` of it")
			f.Int("count", 3, "`N` of them")
			f.Bool("fast", false, "do not wait")
			f.Bool("slow", false, "wait")
			f.String("to", "", "`DIR` to do it in")
			f.Dir("to")
			f.AtMostOne("fast", "slow")
			f.Needs("count", "name")
			f.Implies("name", "to", "the place to do it")
			return run
		}}}
	return p
}

func call(p *Program, ctx context.Context, args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	status = p.Main(ctx, args, &out, &errs, false)
	return status, out.String(), errs.String()
}

func TestStatus(t *testing.T) {
	for _, x := range []struct {
		name   string
		run    func() error
		status int
		stderr string
	}{
		{"done", func() error { return nil }, 0, ""},
		{"failed", func() error { return errors.New("no luck") }, 1, "tool do: no luck\n"},
		{"placed", func() error { return Placed(errors.New("f:1:2: x\nf:2:1: y")) }, 1, "f:1:2: x\nf:2:1: y\n"},
		{"usage", func() error { return fmt.Errorf("so: %w", Usagef("want %d", 2)) }, 2, "tool do: so: want 2\nSee tool do --help.\n"},
	} {
		t.Run(x.name, func(t *testing.T) {
			status, _, stderr := call(tool(func(context.Context, IO, []string) error { return x.run() }), t.Context(), "do")
			require.Equal(t, x.status, status)
			require.Equal(t, x.stderr, stderr)
		})
	}
}

func TestRules(t *testing.T) {
	for _, x := range []struct{ args, stderr string }{
		{"do --fast --slow", "tool do: --fast and --slow contradict each other: give one of them\n"},
		{"do --count 4", "tool do: --count means nothing without --name: give both or neither\n"},
		{"do -n x", "tool do: --name wants --to: the place to do it\n"},
		{"do --to=", "tool do: --to is empty: want DIR to do it in\n"},
		{"do -n", "tool do: --name wants a value: `NAME` of it\n"},
		{"do this that", "tool do: unexpected argument \"that\": want at most 1\n"},
	} {
		status, stdout, stderr := call(tool(nil), t.Context(), strings.Fields(x.args)...)
		require.Equal(t, 2, status, x.args)
		require.Empty(t, stdout)
		require.Equal(t, x.stderr+"See tool do --help.\n", stderr)
	}
}

func TestHelpOfAVerb(t *testing.T) {
	status, stdout, stderr := call(tool(nil), t.Context(), "do", "--help")
	require.Zero(t, status)
	require.Empty(t, stderr)
	require.Equal(t, `tool do: do it

Usage:
  tool do

Does it.

Flags:
  -n, --name NAME  NAME of it
      --count N    N of them (default 3)
      --fast       do not wait
      --slow       wait
      --to DIR     DIR to do it in
`, stdout)
}

// TestPanicIsAnError: a mistake of ours is reported as such, not as a crash.
func TestPanicIsAnError(t *testing.T) {
	status, stdout, stderr := call(tool(func(_ context.Context, io IO, _ []string) error {
		fmt.Fprintln(io.Out, "half a result")
		panic("lost")
	}), t.Context(), "do")
	require.Equal(t, 1, status)
	require.Empty(t, stdout)
	require.Contains(t, stderr, "tool do: internal error: lost\n")
	require.Contains(t, stderr, "main_test.go")
}

func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	tidied := false
	status, stdout, stderr := call(tool(func(ctx context.Context, io IO, _ []string) error {
		fmt.Fprintln(io.Out, "half a result")
		cancel()
		<-ctx.Done()
		tidied = true
		return ctx.Err()
	}), ctx, "do")
	require.True(t, tidied)
	require.Equal(t, 1, status)
	require.Empty(t, stdout)
	require.Equal(t, "tool do: interrupted\n", stderr)
}

// TestAbandoned: one that cannot stop is tidied up after, and one that stops is not.
func TestAbandoned(t *testing.T) {
	for _, stops := range []bool{true, false} {
		ctx, cancel := context.WithCancel(t.Context())
		blocked, done := make(chan struct{}), 0
		status, stdout, stderr := call(tool(func(_ context.Context, io IO, _ []string) error {
			io.IfAbandoned(func() { done++ })
			io.IfAbandoned(func() { done++ })
			cancel()
			if !stops {
				<-blocked
			}
			return errors.New("stopped")
		}), ctx, "do")
		close(blocked)
		require.Equal(t, map[bool]int{true: 0, false: 2}[stops], done)
		require.Equal(t, 1, status)
		require.Empty(t, stdout)
		require.Equal(t, "tool do: interrupted\n", stderr)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestResultThatCannotBeWritten(t *testing.T) {
	var errs bytes.Buffer
	p := tool(func(_ context.Context, io IO, _ []string) error { fmt.Fprintln(io.Out, "result"); return nil })
	require.Equal(t, 1, p.Main(t.Context(), []string{"do"}, full{}, &errs, false))
	require.Equal(t, "tool do: cannot write the result: disk full\n", errs.String())
}

// TestProgress: a slow step is shown on a terminal and wiped afterwards, and
// nowhere else.
func TestProgress(t *testing.T) {
	for _, terminal := range []bool{true, false} {
		var out, errs bytes.Buffer
		p := tool(func(_ context.Context, io IO, _ []string) error {
			io.Progress.Step("quick")
			io.Progress.Step("step")
			io.Progress.Update("step %d", 2)
			time.Sleep(patience * 3 / 2)
			return nil
		})
		require.Zero(t, p.Main(t.Context(), []string{"do"}, &out, &errs, terminal))
		require.Empty(t, out.String())
		if !terminal {
			require.Empty(t, errs.String())
			continue
		}
		require.Equal(t, "\r\x1b[Kstep 2 (0 s)\r\x1b[K", errs.String())
	}
}
