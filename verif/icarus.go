package verif

import (
	"bufio"
	"context"
	"fmt"
	"math/big"
	"npugen/verif/tool"
	"os"
	"path/filepath"
	"strings"
)

// runIcarus compiles all jobs with their test benches into one program.
func runIcarus(ctx context.Context, jobs []Job, o Options) ([]*Result, error) {
	dir, done, err := workDir(o)
	if err != nil {
		return nil, err
	}
	defer done()
	t, err := emitAll(jobs)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString("`timescale 1ps/1ps\n" + t.source)
	for i, j := range jobs {
		b.WriteString(t.bench(i, j) + "\n")
	}
	b.WriteString("module cosim;\n")
	for i := range jobs {
		fmt.Fprintf(&b, "    bench_%d b%d ();\n", i, i)
	}
	b.WriteString("endmodule\n")
	if err := os.WriteFile(filepath.Join(dir, "cosim.v"), []byte(b.String()), 0o666); err != nil {
		return nil, err
	}
	for i, j := range jobs {
		if err := writeHex(filepath.Join(dir, fmt.Sprintf("in_%d.hex", i)), i, j); err != nil {
			return nil, err
		}
	}
	_, build, err := tool.Run(ctx, dir, "iverilog", "-g2005", "-s", "cosim", "-o", "cosim.vvp", "cosim.v")
	if err != nil {
		return nil, err
	}
	_, run, err := tool.Run(ctx, dir, "vvp", "-n", "cosim.vvp")
	if err != nil {
		return nil, err
	}
	var rs []*Result
	for i, j := range jobs {
		r := &Result{Engine: Icarus, Out: newTable(outputs(j.Design), j.Stim.Steps()), Build: build, Run: run}
		if err := readHex(filepath.Join(dir, fmt.Sprintf("out_%d.hex", i)), j, r); err != nil {
			return nil, fmt.Errorf("%s: %w", j.name(), err)
		}
		rs = append(rs, r)
	}
	return rs, nil
}

// writeHex writes the stimulus as the test bench reads it.
func writeHex(path string, i int, j Job) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	digits := (stimulusBits(portsOf(i, j)) + 3) / 4
	for step := range j.Stim.Steps() {
		row, lo := new(big.Int), uint(0)
		for k, c := range j.Stim.In.Columns {
			row.Or(row, new(big.Int).Lsh(wordsToInt(j.Stim.In.words(step, k)), lo))
			lo += uint(c.Port.Bits())
		}
		row.Or(row, new(big.Int).Lsh(new(big.Int).SetUint64(j.Stim.Rising[step]), lo))
		fmt.Fprintf(w, "%0*x\n", digits, row)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// readHex reads what the test bench wrote.
func readHex(path string, j Job, r *Result) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 1<<16)
	for step := range j.Stim.Steps() {
		line, err := in.ReadString('\n')
		if err != nil {
			return fmt.Errorf("the simulation stopped after %d of %d steps", step, j.Stim.Steps())
		}
		fields := strings.Fields(line)
		if len(fields) != len(r.Out.Columns) {
			return fmt.Errorf("step %d: %d outputs, want %d", step, len(fields), len(r.Out.Columns))
		}
		for k, c := range r.Out.Columns {
			v, ok := new(big.Int).SetString(fields[k], 16)
			if !ok {
				r.Unknown = append(r.Unknown, Unknown{step, c.Port, fields[k]})
				v, ok = new(big.Int).SetString(knownDigits.Replace(fields[k]), 16)
				if !ok {
					return fmt.Errorf("step %d: output %s: %q is no value", step, c.Port.Name, fields[k])
				}
			}
			intToWords(r.Out.words(step, k), v)
		}
	}
	return nil
}

var knownDigits = strings.NewReplacer("x", "0", "X", "0", "z", "0", "Z", "0")

// workDir is where generated files go.
func workDir(o Options) (dir string, done func(), err error) {
	if o.Dir != "" {
		return o.Dir, func() {}, os.MkdirAll(o.Dir, 0o777)
	}
	dir, err = os.MkdirTemp("", "npugen-verif-")
	return dir, func() { os.RemoveAll(dir) }, err
}
