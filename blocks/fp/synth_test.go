package fp_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/fp"
	"npugen/hdl/ir"
	"npugen/verif/tool"
	"npugen/verilog"
)

var synth = flag.Bool("synth", false, "print the cells and the logic depth of every module, by Yosys")

// TestSynthesis prints the table of docs/fp.md.
func TestSynthesis(t *testing.T) {
	if !*synth {
		t.Skip("without -synth")
	}
	if _, err := tool.Find("yosys"); err != nil {
		t.Skip(err)
	}
	f, ftz := fp.FP32, fp.FP32.FlushToZero()
	for _, d := range []*ir.Design{
		design(t, fp.Add{Format: f}), design(t, fp.Mul{Format: f}), design(t, fp.FMA{Format: f}),
		design(t, fp.Add{Format: ftz}), design(t, fp.Mul{Format: ftz}), design(t, fp.FMA{Format: ftz}),
		design(t, fp.Compare{Format: f}), design(t, fp.MinMax{Format: f}),
		design(t, fp.FromInt{Format: f, Width: 32}), design(t, fp.ToInt{Format: f, Width: 8, Symmetric: true}),
		design(t, fp.Exp{}), design(t, fp.Recip{}), design(t, fp.Rsqrt{}), design(t, fp.Sigmoid{}), design(t, fp.Silu{}), design(t, fp.ExpSigmoid{}),
		design(t, fp.Convert{From: f, To: fp.E4M3.Saturating()}),
		design(t, fp.Add{Format: fp.BF16}), design(t, fp.Mul{Format: fp.BF16}), design(t, fp.FMA{Format: fp.BF16}),
		design(t, fp.Add{Format: fp.E4M3}), design(t, fp.Mul{Format: fp.E4M3}),
	} {
		cells, flops, depth, err := measure(t.TempDir(), d)
		require.NoError(t, err)
		t.Logf("%-28s %6s cells %5s flip-flops  depth %s", d.Top.Name, cells, flops, depth)
	}
}

// measure has Yosys count simple gates and find the longest path through them.
func measure(dir string, d *ir.Design) (cells, flops, depth string, err error) {
	files, err := verilog.Emit(d, verilog.Options{})
	if err != nil {
		return "", "", "", err
	}
	read := []string{"read_verilog"}
	for _, f := range files {
		read = append(read, f.Name)
		if err := os.WriteFile(filepath.Join(dir, f.Name), []byte(f.Text), 0o644); err != nil {
			return "", "", "", err
		}
	}
	script := strings.Join(read, " ") + "; synth -flatten -noshare -top " + d.Top.Name + "; stat; ltp -noff"
	out, _, err := tool.Run(context.Background(), dir, "yosys", "-p", script)
	if err != nil {
		return "", "", "", err
	}
	last := func(pattern string) string {
		all := regexp.MustCompile(pattern).FindAllStringSubmatch(out, -1)
		if len(all) == 0 {
			return ""
		}
		return all[len(all)-1][1]
	}
	cells, depth = last(`Number of cells: +(\d+)`), last(`Longest topological path.*\(length=(\d+)\)`)
	if cells == "" || depth == "" {
		return "", "", "", errors.New("yosys printed no figures")
	}
	total := 0
	stat := out[strings.LastIndex(out, "Number of cells:"):]
	for _, m := range regexp.MustCompile(`\$_S?DFF\w*_ +(\d+)`).FindAllStringSubmatch(stat, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			return "", "", "", err
		}
		total += n
	}
	return cells, strconv.Itoa(total), depth, nil
}
