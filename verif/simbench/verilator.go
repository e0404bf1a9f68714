package simbench

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"npugen/hdl/ir"
	"npugen/verif/tool"
)

// verilator is Verilator with one thread and full optimisation, reading the
// Verilog in tiles, which is the form it runs fastest.
type verilator struct {
	dir string
	opt string // of the C++ compiler
}

const verilatorMain = `#include "Vbench.h"
#include "verilated.h"
#include <chrono>
#include <cstdio>
#include <cstdlib>
int main(int argc, char** argv) {
    VerilatedContext context;
    context.randReset(0);
    Vbench top{&context};
    long cycles = atol(argv[1]);
    double seconds = atof(argv[2]);
    auto step = [&](long n) {
        for (long i = 0; i < n; i++) { top.clk = 1; top.eval(); top.clk = 0; top.eval(); }
    };
    top.clk = 0; top.rst = 1; top.eval(); step(%d); top.rst = 0;
    step(cycles);
    printf("%%016llx\n", (unsigned long long)top.digest);
    auto start = std::chrono::steady_clock::now();
    double elapsed = 0;
    long done = 0;
    for (long n = 16; elapsed < seconds; n = n < 65536 && elapsed < seconds / 8 ? 2 * n : n) {
        step(n);
        done += n;
        elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    printf("%%.1f\n", elapsed > 0 ? done / elapsed : 0);
    return 0;
}
`

func (v *verilator) build(ctx context.Context, d *ir.Design, dir string) error {
	v.dir = dir
	if err := writeVerilog(d, dir, "main.cpp", fmt.Sprintf(verilatorMain, resetCycles)); err != nil {
		return err
	}
	_, _, err := tool.Run(ctx, dir, "verilator", "--cc", "--exe", "--build", "-j", "2", "-O3", "--Mdir", "obj", "--prefix", "Vbench",
		"--top-module", d.Top.Name, "-o", filepath.Join(dir, "bench"), "--output-split", "20000",
		"-Wno-fatal", "-Wno-lint", "-Wno-style", "--x-assign", "0", "--x-initial", "0",
		"-MAKEFLAGS", fmt.Sprintf("OPT_FAST=%s OPT_SLOW=-O0 OPT_GLOBAL=%s", v.opt, v.opt), "design.v", "main.cpp")
	return err
}

// run starts the program: the digest after cycles, then the rate over t.
func (v *verilator) run(ctx context.Context, cycles int, t time.Duration) (digest uint64, rate float64, err error) {
	out, _, err := tool.Run(ctx, v.dir, filepath.Join(v.dir, "bench"), strconv.Itoa(cycles), fmt.Sprint(t.Seconds()))
	if err != nil {
		return 0, 0, err
	}
	lines := strings.Fields(out)
	if len(lines) != 2 {
		return 0, 0, fmt.Errorf("verilator: the program printed %q", out)
	}
	if digest, err = strconv.ParseUint(lines[0], 16, 64); err != nil {
		return 0, 0, err
	}
	rate, err = strconv.ParseFloat(lines[1], 64)
	return digest, rate, err
}

func (v *verilator) check(ctx context.Context, cycles int) (uint64, error) {
	digest, _, err := v.run(ctx, cycles, 0)
	return digest, err
}

func (v *verilator) rate(ctx context.Context, t time.Duration) (float64, error) {
	_, rate, err := v.run(ctx, 0, t)
	return rate, err
}
