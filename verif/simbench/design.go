package simbench

import (
	"fmt"
	"strings"

	"npugen/blocks/fp"
	"npugen/hdl"
	"npugen/hdl/ir"
)

// Design is a closed circuit to measure.
type Design struct {
	Name    string
	Summary string
	// Check is the number of cycles after reset at which digests are compared:
	// well beyond the latency from the inputs to the outputs.
	Check int

	elaborate func() (*ir.Design, error)
}

// Elaborate makes the circuit.
func (d Design) Elaborate() (*ir.Design, error) { return d.elaborate() }

// Designs is every design, in the order of the report.
func Designs() []Design {
	var ds []Design
	for _, n := range []int{16, 32, 64, 128, 256} {
		ds = append(ds, Design{
			Name:    fmt.Sprintf("array-%d", n),
			Summary: fmt.Sprintf("%d x %d int8 weight-stationary array, new vectors and weights every cycle", n, n),
			Check:   max(256, 4*n), elaborate: elaborate(array{n}),
		})
	}
	ds = append(ds,
		Design{Name: "fifo-net", Summary: "8 x 8 mesh of routers with queues, random traffic", Check: 1000, elaborate: elaborate(fifoNet{8})},
		Design{Name: "cpu", Summary: "RV32I core sorting random numbers: control-heavy", Check: 10_000, elaborate: elaborate(cpu{})},
	)
	ds = append(ds, Design{Name: "hbm", Summary: "channel of HBM2 with controller, memory and timing checker, random reads and writes", Check: 2000, elaborate: elaborateMemory})
	for _, e := range []struct {
		preset, summary string
		idle, check     int
	}{
		{"edge-16", "matrix engine of edge-16 with its buffers, busy in every cycle", 0, 1000},
		{"decode-64", "matrix engine of decode-64 with its buffers, busy in every cycle", 0, 600},
		{"decode-64", "matrix engine of decode-64 with its buffers, idle in 90 % of the cycles", 9, 1000},
	} {
		name := "engine-" + e.preset
		if e.idle > 0 {
			name += "-idle"
		}
		ds = append(ds, Design{Name: name, Summary: e.summary, Check: e.check, elaborate: elaborateMatrix(e.preset, e.idle)})
	}
	ds = append(ds,
		Design{Name: "fma-fp32", Summary: "64 fp32 fused multiply-adders, new operands every cycle", Check: 1000, elaborate: elaborate(fma{64, fp.FP32})},
		Design{Name: "fma-bf16", Summary: "256 bf16 fused multiply-adders, new operands every cycle", Check: 1000, elaborate: elaborate(fma{256, fp.BF16})},
	)
	ds = append(ds, Design{
		Name: "vector-decode-64", Summary: "vector unit of decode-64, random operations without a pause", Check: 2000, elaborate: elaborateVector("decode-64"),
	})
	for _, preset := range []string{"edge-16", "decode-64"} {
		ds = append(ds, Design{
			Name: "chip-" + preset, Summary: "whole chip of " + preset + " with its memory, decoding with a small model", Check: 12_000, elaborate: elaborateChip(preset),
		})
	}
	return ds
}

// Find is the design of that name.
func Find(name string) (Design, error) {
	var names []string
	for _, d := range Designs() {
		if d.Name == name {
			return d, nil
		}
		names = append(names, d.Name)
	}
	return Design{}, fmt.Errorf("no design %q: want one of %s", name, strings.Join(names, ", "))
}

func elaborate[I, O any](def hdl.Def[I, O]) func() (*ir.Design, error) {
	return func() (*ir.Design, error) {
		c, err := hdl.Elaborate(def)
		if err != nil {
			return nil, err
		}
		return c.Design, nil
	}
}
