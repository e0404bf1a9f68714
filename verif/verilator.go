package verif

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"npugen/verif/tool"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// runVerilator makes one program of all jobs. Stimulus and outputs are files of
// little-endian 64-bit words: a step's words of all jobs, then the next step's.
func runVerilator(ctx context.Context, jobs []Job, o Options) ([]*Result, error) {
	dir, done, err := workDir(o)
	if err != nil {
		return nil, err
	}
	defer done()
	t, err := emitAll(jobs)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "cosim.v"), []byte(t.source+t.wrapper(jobs)), 0o666); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "main.cpp"), []byte(driver(jobs)), 0o666); err != nil {
		return nil, err
	}
	if err := writeWords(filepath.Join(dir, "in.bin"), jobs); err != nil {
		return nil, err
	}
	build, err := verilate(ctx, dir, jobs, o)
	if err != nil {
		return nil, err
	}
	_, run, err := tool.Run(ctx, dir, filepath.Join(dir, "obj", "cosim"))
	if err != nil {
		return nil, err
	}
	return readWords(filepath.Join(dir, "out.bin"), jobs, build, run)
}

// shortRun is the number of steps up to which the C++ is not worth optimising.
const shortRun = 2000

func verilate(ctx context.Context, dir string, jobs []Job, o Options) (time.Duration, error) {
	opt, parallel := "-O0", o.Parallel
	for _, j := range jobs {
		if j.Stim.Steps() > shortRun {
			opt = "-O1"
		}
	}
	if o.Fast {
		opt = "-O3"
	}
	if parallel == 0 {
		parallel = 2
	}
	flags := []string{"--cc", "--exe", "--build", "-j", fmt.Sprint(parallel), "--Mdir", "obj", "--prefix", "Vcosim",
		"--top-module", "cosim", "-o", "cosim", "-Wno-fatal", "-Wno-lint", "-Wno-style", "--x-assign", "0", "--x-initial", "0",
		"--output-split", "20000", "-O3",
		"-MAKEFLAGS", "OPT_FAST=" + opt + " OPT_SLOW=-O0 OPT_GLOBAL=-O0", "cosim.v", "main.cpp"}
	if ccache, err := tool.Find("ccache"); err == nil {
		flags = append(flags, "-MAKEFLAGS", "OBJCACHE="+ccache)
	}
	_, took, err := tool.Run(ctx, dir, "verilator", flags...)
	return took, err
}

// wrapper is the top module: one instance a job, every port its own.
func (t *text) wrapper(jobs []Job) string {
	var ports, body []string
	for i, j := range jobs {
		p := portsOf(i, j)
		for _, x := range append(p.clocks, p.ins...) {
			ports = append(ports, "    input wire "+span(x.sig)+x.name)
		}
		for _, x := range p.outs {
			ports = append(ports, "    output wire "+span(x.sig)+x.name)
		}
		body = append(body, t.instance(i, p))
	}
	return "module cosim (\n" + strings.Join(ports, ",\n") + "\n);\n" + strings.Join(body, "") + "endmodule\n"
}

// driver is the C++ main. It evaluates once with all inputs 0 before the first
// step, so that an asynchronous reset in the first step is an edge.
func driver(jobs []Job) string {
	var apply, clear, sample strings.Builder
	in, out, steps := 0, 0, 0
	for i, j := range jobs {
		p := portsOf(i, j)
		for k, x := range p.clocks {
			fmt.Fprintf(&clear, "    t->%s = 0;\n", x.name)
			fmt.Fprintf(&apply, "    t->%s = row[%d] >> %d & 1;\n", x.name, in, k)
		}
		in += 1 + j.Stim.In.Stride
		for k, x := range p.outs {
			c := newTable(outputs(j.Design), 0).Columns[k]
			fmt.Fprintf(&sample, "    get(t->%s, out + %d);\n", x.name, out+c.First)
		}
		out += newTable(outputs(j.Design), 0).Stride
		steps = max(steps, j.Stim.Steps())
	}
	return fmt.Sprintf(driverText, inputs(jobs), apply.String(), clear.String(), sample.String(), steps, max(1, in), max(1, out))
}

func inputs(jobs []Job) string {
	var b strings.Builder
	at := 0
	for i, j := range jobs {
		at++ // the rising clocks
		for k, x := range portsOf(i, j).ins {
			fmt.Fprintf(&b, "    put(t->%s, row + %d);\n", x.name, at+j.Stim.In.Columns[k].First)
		}
		at += j.Stim.In.Stride
	}
	return b.String()
}

const driverText = `#include "Vcosim.h"
#include <cstdint>
#include <cstdio>
#include <cstdlib>

template <class T> static void put(T& port, const uint64_t* w) { port = static_cast<T>(*w); }
template <std::size_t N> static void put(VlWide<N>& port, const uint64_t* w) {
    for (std::size_t i = 0; i < N; i++) port[i] = static_cast<uint32_t>(w[i / 2] >> (i %% 2 * 32));
}
template <class T> static void get(const T& port, uint64_t* w) { *w = port; }
template <std::size_t N> static void get(const VlWide<N>& port, uint64_t* w) {
    for (std::size_t i = 0; i < N; i++) {
        if (i %% 2 == 0) w[i / 2] = port[i];
        else w[i / 2] |= static_cast<uint64_t>(port[i]) << 32;
    }
}

static void inputs(Vcosim* t, const uint64_t* row) {
    (void)t; (void)row;
%[1]s}
static void rise(Vcosim* t, const uint64_t* row) {
    (void)t; (void)row;
%[2]s}
static void fall(Vcosim* t) {
    (void)t;
%[3]s}
static void sample(Vcosim* t, uint64_t* out) {
    (void)t; (void)out;
%[4]s}

int main() {
    FILE* in = fopen("in.bin", "rb");
    FILE* out = fopen("out.bin", "wb");
    if (!in || !out) return 1;
    static uint64_t row[%[6]d], res[%[7]d];
    Vcosim* t = new Vcosim;
    fall(t);
    inputs(t, row);
    t->eval();
    for (long step = 0; step < %[5]d; step++) {
        if (fread(row, sizeof row, 1, in) != 1) return 1;
        inputs(t, row);
        t->eval();
        sample(t, res);
        if (fwrite(res, sizeof res, 1, out) != 1) return 1;
        rise(t, row);
        t->eval();
        fall(t);
        t->eval();
    }
    t->final();
    delete t;
    return fclose(out);
}
`

// writeWords writes the stimulus; a job that is over keeps its last inputs, and
// its clocks stand still.
func writeWords(path string, jobs []Job) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<16)
	steps := 0
	for _, j := range jobs {
		steps = max(steps, j.Stim.Steps())
	}
	var buf []byte
	for step := range steps {
		buf = buf[:0]
		for _, j := range jobs {
			at, rising := j.Stim.Steps()-1, uint64(0)
			if step <= at {
				at, rising = step, j.Stim.Rising[step]
			}
			buf = binary.LittleEndian.AppendUint64(buf, rising)
			if at < 0 {
				buf = append(buf, make([]byte, 8*j.Stim.In.Stride)...)
				continue
			}
			for _, x := range j.Stim.In.Row(at) {
				buf = binary.LittleEndian.AppendUint64(buf, x)
			}
		}
		if _, err := w.Write(buf); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

func readWords(path string, jobs []Job, build, run time.Duration) ([]*Result, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 1<<16)
	var rs []*Result
	stride, steps := 0, 0
	for _, j := range jobs {
		r := &Result{Engine: Verilator, Out: newTable(outputs(j.Design), j.Stim.Steps()), Build: build, Run: run}
		stride += r.Out.Stride
		steps = max(steps, j.Stim.Steps())
		rs = append(rs, r)
	}
	row := make([]byte, 8*max(1, stride))
	for step := range steps {
		if _, err := io.ReadFull(in, row); err != nil {
			return nil, fmt.Errorf("the simulation stopped after %d of %d steps", step, steps)
		}
		at := 0
		for i, r := range rs {
			if step < jobs[i].Stim.Steps() {
				dst := r.Out.Row(step)
				for k := range dst {
					dst[k] = binary.LittleEndian.Uint64(row[8*(at+k):])
				}
			}
			at += r.Out.Stride
		}
	}
	return rs, nil
}
