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

// icarus is iverilog and vvp. It cannot tell the time itself, so a rate is
// taken from two runs of different length.
type icarus struct{ dir string }

const icarusBench = `module bench;
    reg clk = 0, rst = 1;
    wire [63:0] digest;
    integer cycles;
    %s dut (.clk(clk), .rst(rst), .digest(digest));
    initial begin
        if (!$value$plusargs("cycles=%%d", cycles)) cycles = 1;
        repeat (%d) begin #5 clk = 1; #5 clk = 0; end
        rst = 0;
        repeat (cycles) begin #5 clk = 1; #5 clk = 0; end
        $display("%%h", digest);
        $finish;
    end
endmodule
`

func (i *icarus) build(ctx context.Context, d *ir.Design, dir string) error {
	i.dir = dir
	if err := writeVerilog(d, dir, "bench.v", fmt.Sprintf(icarusBench, d.Top.Name, resetCycles)); err != nil {
		return err
	}
	_, _, err := tool.Run(ctx, dir, "iverilog", "-g2005", "-s", "bench", "-o", "bench.vvp", "design.v", "bench.v")
	return err
}

func (i *icarus) check(ctx context.Context, cycles int) (uint64, error) {
	out, _, err := tool.Run(ctx, i.dir, "vvp", "-n", filepath.Join(i.dir, "bench.vvp"), fmt.Sprintf("+cycles=%d", cycles))
	if err != nil {
		return 0, err
	}
	return strconv.ParseUint(strings.TrimSpace(out), 16, 64)
}

func (i *icarus) time(ctx context.Context, cycles int) (time.Duration, error) {
	start := time.Now()
	_, err := i.check(ctx, cycles)
	return time.Since(start), err
}

func (i *icarus) rate(ctx context.Context, t time.Duration) (float64, error) {
	idle, err := i.time(ctx, 1)
	if err != nil {
		return 0, err
	}
	for n := 32; ; n *= 4 {
		busy, err := i.time(ctx, n+1)
		if err != nil {
			return 0, err
		}
		if busy-idle > t/2 || n > 1<<28 {
			return float64(n) / (busy - idle).Seconds(), nil
		}
	}
}
