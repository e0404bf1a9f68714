package simbench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"npugen/hdl/ir"
	"npugen/verif/tool"
)

// icarus is iverilog and vvp. It cannot tell the time itself, so a rate is
// taken from two runs of different length.
type icarus struct {
	dir   string
	waves bool
}

const icarusBench = `module bench;
    reg clk = 0, rst = 1;
    wire [63:0] digest;
    integer cycles;
    %s dut (.clk(clk), .rst(rst), .digest(digest));
    initial begin
%s        if (!$value$plusargs("cycles=%%d", cycles)) cycles = 1;
        repeat (%d) begin #5 clk = 1; #5 clk = 0; end
        rst = 0;
        repeat (cycles) begin #5 clk = 1; #5 clk = 0; end
        $display("%%h", digest);
        $finish;
    end
endmodule
`

func (*icarus) rerunnable() bool { return true }

func (i *icarus) build(ctx context.Context, d *ir.Design, dir string) error {
	i.dir = dir
	if err := writeVerilog(d, dir, "bench.v", fmt.Sprintf(icarusBench, d.Top.Name, i.dump(), resetCycles)); err != nil {
		return err
	}
	_, _, err := tool.Run(ctx, dir, "iverilog", "-g2005", "-s", "bench", "-o", "bench.vvp", "design.v", "bench.v")
	return err
}

// dump is the statements that start the waves.
func (i *icarus) dump() string {
	if !i.waves {
		return ""
	}
	return "        $dumpfile(\"" + wavesFile + "\"); $dumpvars(0, dut);\n"
}

func (i *icarus) check(ctx context.Context, cycles int) (uint64, error) {
	out, _, err := tool.Run(ctx, i.dir, "vvp", "-n", filepath.Join(i.dir, "bench.vvp"), fmt.Sprintf("+cycles=%d", cycles))
	if err != nil {
		return 0, err
	}
	words := strings.Fields(out) // with waves, where they go and then the digest
	if len(words) == 0 {
		return 0, fmt.Errorf("icarus: the program printed nothing")
	}
	return strconv.ParseUint(words[len(words)-1], 16, 64)
}

// time is how long a number of cycles takes, and how long the waves are.
func (i *icarus) time(ctx context.Context, cycles int) (took time.Duration, size int64, err error) {
	start := time.Now()
	if _, err = i.check(ctx, cycles); err != nil || !i.waves {
		return time.Since(start), 0, err
	}
	took = time.Since(start)
	info, err := os.Stat(filepath.Join(i.dir, wavesFile))
	if err != nil {
		return 0, 0, err
	}
	return took, info.Size(), nil
}

func (i *icarus) rate(ctx context.Context, t time.Duration) (speed, error) {
	idle, header, err := i.time(ctx, 1)
	if err != nil {
		return speed{}, err
	}
	for n := 32; ; n *= 4 {
		busy, size, err := i.time(ctx, n+1)
		if err != nil {
			return speed{}, err
		}
		if busy-idle > t/2 || n > 1<<28 {
			return speed{cyclesPerSecond: float64(n) / (busy - idle).Seconds(), bytesPerCycle: float64(size-header) / float64(n)}, nil
		}
	}
}
