package report_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/systolic"
	"npugen/gen"
	"npugen/gen/config"
	"npugen/gen/report"
	"npugen/hdl"
)

func ExampleNew() {
	c := hdl.MustElaborate(systolic.Unit{Rows: 2, Cols: 3, ActW: 8, WeightW: 8, AccW: 32, Depth: 16})
	r, err := report.New(c.Design)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Total.Multipliers, "multipliers,", r.Total.MemoryBits, "bits of memory")
	for _, m := range r.Modules {
		fmt.Println(m.Instances, m.Definition)
	}
	// Output:
	// 6 multipliers, 1536 bits of memory
	// 1 systolic.Unit
	// 1 systolic.Accumulators
	// 3 systolic.column
	// 1 systolic.TagDelay
	// 1 systolic.Array
	// 1 systolic.Skew
	// 3 systolic.Delay
	// 6 systolic.PE
	// 1 systolic.Skew
	// 1 systolic.Skew
	// 4 systolic.Delay
}

// TestTPU compares with the published numbers of the chip that the preset
// follows.
func TestTPU(t *testing.T) {
	cfg, err := config.LoadPreset("tpu-v1")
	require.NoError(t, err)
	c, err := gen.Elaborate(cfg)
	require.NoError(t, err)
	r, err := report.New(c.Design)
	require.NoError(t, err)
	require.Equal(t, 65536, r.Total.Multipliers)
	pe := find(t, r, "pe_a8_w8_acc24")
	require.Equal(t, 65536, pe.Instances)
	require.Equal(t, []report.Multiplier{{A: 8, B: 8, Count: 1}}, pe.Multipliers)
	require.Equal(t, 8+2+8+8+8+24, pe.RegisterBits, "lane, three weights, sum")
	check := find(t, r, "monitor_w8193")
	require.True(t, check.ChecksOnly)
	registers := 0
	for _, m := range r.Modules {
		if !m.ChecksOnly {
			registers += m.Instances * m.RegisterBits
		}
	}
	require.Equal(t, registers, r.Total.RegisterBits)
	memory := 24<<20*8 + 4096*256*32 + 4*256*(256*8+1) // unified buffer, accumulators, weight FIFO
	require.Equal(t, memory, r.Total.MemoryBits)
	require.LessOrEqual(t, r.Total.VerilogLines, 3000)
}

func find(t *testing.T, r report.Report, name string) report.Module {
	for _, m := range r.Modules {
		if m.Name == name {
			return m
		}
	}
	require.Fail(t, "no module", name)
	return report.Module{}
}

func TestJSONComesBack(t *testing.T) {
	c := hdl.MustElaborate(systolic.Array{Rows: 20, Cols: 20, ActW: 4, WeightW: 4, AccW: 13})
	r, err := report.New(c.Design)
	require.NoError(t, err)
	text, err := json.Marshal(r)
	require.NoError(t, err)
	var back report.Report
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, r, back)
	require.Contains(t, r.String(), "array_r20_c20_a4_w4_acc13")
	lines := 0
	for _, m := range r.Modules {
		require.Positive(t, m.VerilogLines, m.Name)
		require.Positive(t, m.Instances, m.Name)
		lines += m.VerilogLines
	}
	require.Equal(t, r.Total.VerilogLines, lines)
	require.Equal(t, 400, r.Total.Multipliers, "tiles change no number")
}
