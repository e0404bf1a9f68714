package outdir

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var opts = Options{Program: "tool"}

func file(name, data string) File { return File{name, []byte(data)} }

func names(t *testing.T, dir string) []string {
	found, err := os.ReadDir(dir)
	require.NoError(t, err)
	var all []string
	for _, f := range found {
		all = append(all, f.Name())
	}
	return all
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "a", "out")
	require.NoError(t, Write(t.Context(), out, []File{file("x", "1"), file("y", "2")}, opts))
	require.Equal(t, []string{"tool.sha256", "x", "y"}, names(t, out))
	data, err := os.ReadFile(filepath.Join(out, "tool.sha256"))
	require.NoError(t, err)
	require.Equal(t, "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b  x\n"+
		"d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35  y\n", string(data))

	require.NoError(t, Write(t.Context(), out, []File{file("y", "3"), file("z", "4")}, opts), "a folder of ours is replaced")
	require.Equal(t, []string{"tool.sha256", "y", "z"}, names(t, out))
	require.Equal(t, []string{"out"}, names(t, filepath.Join(dir, "a")), "nothing beside it")
}

func TestRefused(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	require.NoError(t, os.MkdirAll("full/sub", 0o777))
	require.NoError(t, os.WriteFile("file", nil, 0o666))
	require.NoError(t, Write(t.Context(), "ours", []File{file("x", "1")}, opts))
	require.NoError(t, os.Mkdir("ours/obj_dir", 0o777))
	require.NoError(t, os.MkdirAll("odd/tool.sha256", 0o777))
	before := names(t, ".")
	for dir, want := range map[string]string{
		"":                       "has no name",
		".":                      "is the working directory",
		"/":                      "cannot be replaced",
		"full":                   "full is not empty and tool did not make it; name another folder",
		"file":                   "file is a file; name a folder",
		"file/x":                 "not a directory",
		"ours":                   "ours holds obj_dir, which tool did not write",
		"odd":                    "odd/tool.sha256: not a file",
		strings.Repeat("x", 300): "file name too long",
	} {
		require.ErrorContains(t, Write(t.Context(), dir, []File{file("x", "1")}, opts), want, dir)
		require.Equal(t, before, names(t, "."), dir)
	}
	force := opts
	force.Force = true
	require.ErrorContains(t, Write(t.Context(), "full", nil, force), "tool did not make it", "force does not cover what is not ours")
	require.NoError(t, Write(t.Context(), "ours", []File{file("x", "1")}, force))
	require.Equal(t, []string{"tool.sha256", "x"}, names(t, "ours"))
}

// TestFailureLeavesNothing: a file that cannot be written, after others were,
// leaves the target as it was, and no folder that was made on the way.
func TestFailureLeavesNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	bad := []File{file("x", "2"), file(strings.Repeat("y", 300), "")}
	require.ErrorContains(t, Write(t.Context(), "a/b/out", bad, opts), "file name too long")
	require.Empty(t, names(t, "."))

	require.NoError(t, Write(t.Context(), "out", []File{file("x", "1")}, opts))
	require.Error(t, Write(t.Context(), "out", bad, opts))
	require.Equal(t, []string{"out"}, names(t, "."))
	data, err := os.ReadFile("out/x")
	require.NoError(t, err)
	require.Equal(t, "1", string(data))
}

func TestExchange(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, d := range []string{"a", "b"} {
		require.NoError(t, os.Mkdir(d, 0o777))
		require.NoError(t, os.WriteFile(filepath.Join(d, d), nil, 0o666))
	}
	require.NoError(t, swap("a", "b"))
	require.Equal(t, []string{"a"}, names(t, "b"))
}

func TestPending(t *testing.T) {
	t.Chdir(t.TempDir())
	p, err := Create("f")
	require.NoError(t, err)
	_, err = p.Write([]byte("half"))
	require.NoError(t, err)
	p.Abort()
	require.Empty(t, names(t, "."))

	require.NoError(t, os.WriteFile("real", []byte("old"), 0o666))
	require.NoError(t, os.Symlink("real", "link"))
	p, err = Create("link")
	require.NoError(t, err)
	_, err = p.Write([]byte("new"))
	require.NoError(t, err)
	require.NoError(t, p.Commit())
	p.Abort()
	require.Equal(t, []string{"link", "real"}, names(t, "."))
	data, err := os.ReadFile("real")
	require.NoError(t, err)
	require.Equal(t, "new", string(data))

	p, err = Create("f")
	require.NoError(t, err)
	require.NoError(t, p.temp.Close())
	_, err = p.Write([]byte("new"))
	require.EqualError(t, err, "cannot write f: file already closed", "and not the name of the unfinished file")
	p.Abort()

	_, err = Create("none/f")
	require.EqualError(t, err, "cannot write none/f: no such file or directory")
	_, err = Create("/dev/null")
	require.ErrorContains(t, err, "no regular file")
}

// TestDiscard: a file that is discarded is gone at once, and cannot be committed.
func TestDiscard(t *testing.T) {
	t.Chdir(t.TempDir())
	p, err := Create("f")
	require.NoError(t, err)
	p.Discard()
	require.Empty(t, names(t, "."))
	_, err = p.Write([]byte("more"))
	require.NoError(t, err)
	require.Error(t, p.Commit())
	require.Empty(t, names(t, "."))
}

// TestInterruptedWrite: what was there stays.
func TestInterruptedWrite(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, Write(t.Context(), "out", []File{file("x", "1")}, opts))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	require.ErrorIs(t, Write(ctx, "out", []File{file("y", "2")}, opts), context.Canceled)
	require.Equal(t, []string{"out"}, names(t, "."))
	require.Equal(t, []string{"tool.sha256", "x"}, names(t, "out"))
}

func TestSame(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.Mkdir("dir", 0o777))
	require.NoError(t, os.WriteFile("dir/f", nil, 0o666))
	require.NoError(t, os.Symlink("dir", "link"))
	require.NoError(t, os.Symlink("dir/f", "g"))
	abs, err := filepath.Abs("new")
	require.NoError(t, err)
	for _, x := range []struct {
		a, b string
		same bool
	}{
		{"new", "./new", true}, {"new", abs, true}, {"dir/new", "link/new", true}, {"dir/f", "g", true}, {"link/f", "g", true},
		{"new", "dir/new", false}, {"dir/f", "dir/new", false}, {"none/x", "none/../none/x", true}, {"none/x", "none/y", false},
	} {
		require.Equal(t, x.same, Same(x.a, x.b), "%s %s", x.a, x.b)
	}
}

// TestPermissions: a new file has those that the user's umask gives, one that was
// there keeps its own; names may be as long as names can be.
func TestPermissions(t *testing.T) {
	t.Chdir(t.TempDir())
	long := strings.Repeat("n", 255)
	require.NoError(t, os.WriteFile("usual", nil, 0o666))
	usual, err := os.Stat("usual")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile("private", []byte("old"), 0o600))
	for name, mode := range map[string]os.FileMode{"new": usual.Mode(), "private": 0o600, long: usual.Mode()} {
		p, err := Create(name)
		require.NoError(t, err)
		require.NoError(t, p.Commit())
		info, err := os.Stat(name)
		require.NoError(t, err)
		require.Equal(t, mode, info.Mode(), name)
	}
	require.NoError(t, Write(t.Context(), strings.Repeat("d", 255), []File{file("x", "1")}, opts))
}
