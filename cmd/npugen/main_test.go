package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"npugen/model/modeltest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"npugen": main})
}

// TestScripts runs testdata/script: what a user types, and what comes of it.
// Each script begins in an empty folder with a tiny model, tiny.bin, and the
// same cut short, short.bin.
func TestScripts(t *testing.T) {
	if os.Getenv("CI") == "true" {
		for _, tool := range []string{"iverilog", "verilator"} {
			_, err := exec.LookPath(tool)
			require.NoError(t, err, "CI needs every simulator")
		}
		modeltest.File(t, modeltest.Stories)
	}
	testscript.Run(t, testscript.Params{
		Dir:           filepath.Join("testdata", "script"),
		UpdateScripts: slices.Contains(os.Args, "-update"),
		Setup:         setup,
		Condition:     condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status, "without": without, "json": jsonValue, "same": same, "entries": entries,
		},
	})
}

func setup(e *testscript.Env) error {
	model := modeltest.Llama2c(modeltest.Tiny(), 1)
	for name, data := range map[string][]byte{"tiny.bin": model, "short.bin": model[:len(model)-100], "head.bin": model[:10]} {
		if err := os.WriteFile(filepath.Join(e.WorkDir, name), data, 0o644); err != nil {
			return err
		}
	}
	e.Setenv("MODELS", os.Getenv(modeltest.Env))
	return nil
}

func condition(name string) (bool, error) {
	switch name {
	case "models":
		return os.Getenv(modeltest.Env) != "", nil
	case "root":
		return os.Getuid() == 0, nil
	}
	return false, fmt.Errorf("unknown condition %s", name)
}

// status N npugen ... runs a command that must exit with status N.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("status %d, want %d", got, want)
	}
}

// without N npugen ... is status where no simulator is installed.
func without(ts *testscript.TestScript, neg bool, args []string) {
	path := ts.Getenv("PATH")
	defer ts.Setenv("PATH", path)
	ts.Setenv("PATH", filepath.SplitList(path)[0]) // of npugen alone
	status(ts, neg, args)
}

// json FILE PATH WANT compares a value of a JSON file (or of stdout), such as
// engines.0.name, as Go prints it. WANT * takes any value.
func jsonValue(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: json FILE PATH WANT")
	}
	d := json.NewDecoder(bytes.NewReader([]byte(ts.ReadFile(args[0]))))
	d.UseNumber()
	var v any
	ts.Check(d.Decode(&v))
	found := true
	for key := range strings.SplitSeq(args[1], ".") {
		switch x := v.(type) {
		case map[string]any:
			v, found = x[key]
		case []any:
			i, err := strconv.Atoi(key)
			if found = err == nil && i < len(x); found {
				v = x[i]
			}
		default:
			found = false
		}
		if !found {
			break
		}
	}
	match := found && (args[2] == "*" || fmt.Sprint(v) == args[2])
	if match == neg {
		ts.Fatalf("%s is %v (there: %v), want %s", args[1], v, found, args[2])
	}
}

// same A B compares two folders, names and bytes.
func same(ts *testscript.TestScript, neg bool, args []string) {
	a, b := contents(ts, args[0]), contents(ts, args[1])
	equal := len(a) == len(b)
	for name, data := range a {
		equal = equal && b[name] == data
	}
	if equal == neg {
		ts.Fatalf("%s and %s: same is %v", args[0], args[1], equal)
	}
}

func contents(ts *testscript.TestScript, dir string) map[string]string {
	files := map[string]string{}
	found, err := os.ReadDir(ts.MkAbs(dir))
	ts.Check(err)
	for _, f := range found {
		data, err := os.ReadFile(filepath.Join(ts.MkAbs(dir), f.Name()))
		ts.Check(err)
		files[f.Name()] = string(data)
	}
	return files
}

// entries DIR NAME... wants exactly these names in a folder, hidden ones too.
func entries(ts *testscript.TestScript, neg bool, args []string) {
	found, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	var names []string
	for _, f := range found {
		names = append(names, f.Name())
	}
	if slices.Equal(names, args[1:]) == neg {
		ts.Fatalf("%s holds %q, want %q", args[0], names, args[1:])
	}
}
