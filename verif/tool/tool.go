// Package tool runs the external programs that a design is compared with:
// simulators, compilers, linters.
package tool

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// MissingError says that an external program is not installed.
type MissingError struct{ Tool, Install string }

func (e *MissingError) Error() string {
	return fmt.Sprintf("%s is not installed: %s, or choose another engine", e.Tool, e.Install)
}

// Find is the path of a program: a name to look up, or a path. The error is a
// *MissingError.
func Find(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err == nil {
		return path, nil
	}
	pkg, brew := name, name
	if name == "vvp" || name == "iverilog" {
		pkg, brew = "iverilog", "icarus-verilog"
	}
	return "", &MissingError{name, "apt-get install " + pkg + " (Debian, Ubuntu) or brew install " + brew}
}

// Run runs a program in dir and returns what it wrote and how long it took; an
// error carries what it wrote. When ctx ends, the program and all that it
// started are killed.
func Run(ctx context.Context, dir, name string, args ...string) (output string, took time.Duration, err error) {
	path, err := Find(name)
	if err != nil {
		return "", 0, err
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = dir
	if temp, err := filepath.Abs(dir); err == nil { // what a killed program leaves behind goes with the folder
		cmd.Env = append(os.Environ(), "TMPDIR="+temp, "TMP="+temp, "TEMP="+temp)
	}
	killTogether(cmd)
	cmd.WaitDelay = 2 * time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return out.String(), time.Since(start), fmt.Errorf("%s: %w\n%s", name, err, clip(out.String()))
	}
	return out.String(), time.Since(start), nil
}

// clip keeps the beginning of a long text.
func clip(s string) string {
	const limit = 8_000
	if len(s) > limit {
		return s[:limit] + "\n..."
	}
	return s
}
