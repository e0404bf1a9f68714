package verif

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"npugen/hdl/ir"
	"npugen/verif/tool"
	"npugen/verilog"
)

// Lint fails the test at any warning of verilator --lint-only -Wall, iverilog
// -Wall or Yosys on the designs' Verilog, as users get it. A tool that is not
// installed fails the test where the environment has CI=true; elsewhere the
// test is skipped after the other tools.
func Lint(t testing.TB, designs ...*ir.Design) {
	t.Helper()
	var missing error
	for _, d := range designs {
		for _, err := range LintDesign(context.Background(), d) {
			var tool *MissingToolError
			if errors.As(err, &tool) && os.Getenv("CI") != "true" {
				missing = err
				continue
			}
			t.Errorf("%s: %v", d.Top.Name, err)
		}
	}
	if missing != nil && !t.Failed() {
		t.Skip(missing)
	}
}

// LintDesign is what the tools have to say about a design: one error a tool
// that warns or fails.
func LintDesign(ctx context.Context, d *ir.Design) (errs []error) {
	files, err := verilog.Emit(d, verilog.Options{})
	if err != nil {
		return []error{err}
	}
	dir, err := os.MkdirTemp("", "npugen-lint-")
	if err != nil {
		return []error{err}
	}
	defer os.RemoveAll(dir)
	var names []string
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), []byte(f.Text), 0o666); err != nil {
			return []error{err}
		}
		names = append(names, f.Name)
	}
	top := d.Top.Name
	script := fmt.Sprintf("read_verilog %s; hierarchy -check -top %s; proc; check -assert", strings.Join(names, " "), top)
	for _, c := range [][]string{
		append([]string{"verilator", "--lint-only", "-Wall", "--top-module", top}, names...),
		append([]string{"iverilog", "-g2005", "-Wall", "-t", "null", "-s", top}, names...),
		{"yosys", "-q", "-p", script},
	} {
		if err := quiet(ctx, dir, c); err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

// quiet runs a tool that must succeed and say nothing.
func quiet(ctx context.Context, dir string, args []string) error {
	out, _, err := tool.Run(ctx, dir, args[0], args[1:]...)
	if err != nil {
		return err
	}
	if text := strings.TrimSpace(out); text != "" {
		return fmt.Errorf("%s: %s", args[0], text)
	}
	return nil
}
