package tool

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRun(t *testing.T) {
	out, took, err := Run(context.Background(), t.TempDir(), "sh", "-c", "echo hello; echo there >&2")
	require.NoError(t, err)
	require.Equal(t, "hello\nthere\n", out)
	require.Positive(t, took)

	_, _, err = Run(context.Background(), t.TempDir(), "sh", "-c", "echo why; exit 3")
	require.EqualError(t, err, "sh: exit status 3\nwhy\n")
}

// What a program leaves in the folder for temporary files goes with its own.
func TestTemporaryFiles(t *testing.T) {
	dir := t.TempDir()
	_, _, err := Run(context.Background(), dir, "sh", "-c", "mktemp")
	require.NoError(t, err)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1)
}

func TestMissing(t *testing.T) {
	_, _, err := Run(context.Background(), t.TempDir(), "no-such-simulator")
	var missing *MissingError
	require.ErrorAs(t, err, &missing)
	require.Equal(t, "no-such-simulator is not installed: apt-get install no-such-simulator (Debian, Ubuntu) or brew install no-such-simulator, or choose another engine", err.Error())
}

// Cancelling kills what the program started too: its child would hold the
// output open for a minute.
func TestCancelKillsChildren(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		_, _, err := Run(ctx, t.TempDir(), "sh", "-c", "sleep 60 & wait")
		done <- err
	}()
	select {
	case err := <-done:
		require.Error(t, err)
	case <-time.After(20 * time.Second):
		t.Fatal("the child kept running")
	}
}
