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
	dir   string
	opt   string // of the C++ compiler
	waves bool
}

const verilatorMain = `#include "Vbench.h"
#include "verilated.h"
#if VM_TRACE
#include "verilated_vcd_c.h"
#include <sys/stat.h>
static long fileSize(const char* name) {
    struct stat info;
    return stat(name, &info) ? 0 : info.st_size;
}
#endif
#include <chrono>
#include <cstdio>
#include <cstdlib>
int main(int argc, char** argv) {
    VerilatedContext context;
    context.randReset(0);
    Vbench top{&context};
    long cycles = atol(argv[1]);
    double seconds = atof(argv[2]);
#if VM_TRACE
    context.traceEverOn(true);
    VerilatedVcdC waves;
    top.trace(&waves, 99);
    waves.open("%s");
    unsigned long time = 0;
    auto look = [&]() { waves.dump(time); time += 5000; };
    auto written = [&]() { waves.flush(); return fileSize("%s"); };
#else
    auto look = []() {};
    auto written = []() { return 0L; };
#endif
    auto step = [&](long n) {
        for (long i = 0; i < n; i++) {
            top.clk = 1; top.eval(); look();
            top.clk = 0; top.eval(); look();
        }
    };
    top.clk = 0; top.rst = 1; top.eval(); look(); step(%d); top.rst = 0;
    step(cycles);
    printf("%%016llx\n", (unsigned long long)top.digest);
    long before = written();
    auto start = std::chrono::steady_clock::now();
    double elapsed = 0;
    long done = 0;
    for (long n = 16; elapsed < seconds; n = n < 65536 && elapsed < seconds / 8 ? 2 * n : n) {
        step(n);
        done += n;
        elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    long after = written();
    elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    printf("%%.1f\n", elapsed > 0 ? done / elapsed : 0);
    printf("%%.1f\n", done > 0 ? double(after - before) / done : 0);
    return 0;
}
`

func (*verilator) rerunnable() bool { return true }

func (v *verilator) build(ctx context.Context, d *ir.Design, dir string) error {
	v.dir = dir
	if err := writeVerilog(d, dir, "main.cpp", fmt.Sprintf(verilatorMain, wavesFile, wavesFile, resetCycles)); err != nil {
		return err
	}
	args := []string{"--cc", "--exe", "--build", "-j", "2", "-O3", "--Mdir", "obj", "--prefix", "Vbench",
		"--top-module", d.Top.Name, "-o", filepath.Join(dir, "bench"), "--output-split", "20000",
		"-Wno-fatal", "-Wno-lint", "-Wno-style", "--x-assign", "0", "--x-initial", "0",
		"-MAKEFLAGS", fmt.Sprintf("OPT_FAST=%s OPT_SLOW=-O0 OPT_GLOBAL=%s", v.opt, v.opt), "design.v", "main.cpp"}
	if v.waves { // what our own waves hold: signals of any width, no memories
		args = append(args, "--trace", "--trace-max-width", "0", "--trace-max-array", "1")
	}
	_, _, err := tool.Run(ctx, dir, "verilator", args...)
	return err
}

// run starts the program: the digest after cycles, then how fast it is over t.
func (v *verilator) run(ctx context.Context, cycles int, t time.Duration) (digest uint64, s speed, err error) {
	out, _, err := tool.Run(ctx, v.dir, filepath.Join(v.dir, "bench"), strconv.Itoa(cycles), fmt.Sprint(t.Seconds()))
	if err != nil {
		return 0, s, err
	}
	lines := strings.Fields(out)
	if len(lines) != 3 {
		return 0, s, fmt.Errorf("verilator: the program printed %q", out)
	}
	if digest, err = strconv.ParseUint(lines[0], 16, 64); err != nil {
		return 0, s, err
	}
	if s.cyclesPerSecond, err = strconv.ParseFloat(lines[1], 64); err != nil {
		return 0, s, err
	}
	s.bytesPerCycle, err = strconv.ParseFloat(lines[2], 64)
	return digest, s, err
}

func (v *verilator) check(ctx context.Context, cycles int) (uint64, error) {
	digest, _, err := v.run(ctx, cycles, 0)
	return digest, err
}

func (v *verilator) rate(ctx context.Context, t time.Duration) (speed, error) {
	_, s, err := v.run(ctx, 0, t)
	return s, err
}
