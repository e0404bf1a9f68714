package hbm

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/blocks/hbm/axi"
	"npugen/blocks/hbm/monitor"
	"npugen/blocks/hbm/stripe"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif"
)

// systems are the designs that all simulators must agree about.
func systems(t *testing.T, entries int) []*ir.Design {
	t.Helper()
	p := preset(t, "hbm2-2000-8gb")
	plain, ratio, ecc := hbm.Default(p, entries), hbm.Default(p, entries).WithAllBankRefresh(), hbm.Default(p, entries)
	ratio.Ratio = 4
	ecc.ECC = true
	var out []*ir.Design
	for _, x := range []System{{Config: plain, StoreRows: 2}, {Config: ratio, StoreRows: 2}, {Config: ecc, StoreRows: 2, Scrub: 50}} {
		c, err := hdl.Elaborate(x)
		require.NoError(t, err)
		out = append(out, c.Design)
	}
	return out
}

// The controller, the memory and the checker behave the same, cycle for cycle,
// in all simulators, from random power-up values on.
func TestCosim(t *testing.T) {
	var jobs []verif.Job
	for i, d := range systems(t, 16) {
		s, err := verif.RandomStimulus(d, 1200, uint64(11+i))
		require.NoError(t, err)
		jobs = append(jobs, verif.Job{Name: []string{"plain", "ratio 1:4", "ecc"}[i], Design: d, Stim: s})
	}
	for i, r := range verif.CosimAll(t, jobs) {
		lines := 0
		for _, col := range r.Out.Columns {
			if col.Port.Name == "data_valid" {
				for step := range jobs[i].Stim.Steps() {
					lines += int(r.Out.Get(step, col.Port, 0).Int64())
				}
			}
		}
		require.Greater(t, lines, 50, "%s: the run does little", jobs[i].Name)
	}
}

func TestLint(t *testing.T) {
	designs := systems(t, 16)
	config := hbm.Default(preset(t, "hbm2-2000-8gb"), 16)
	add := func(c *ir.Design, err error) {
		require.NoError(t, err)
		designs = append(designs, c)
	}
	a, err := hdl.Elaborate(AXI{Slave: axi.Slave{Config: config, ID: 2, Addr: 34, Depth: 16}, StoreRows: 2})
	add(a.Design, err)
	s, err := hdl.Elaborate(Striped{Stripe: stripe.Interleaver{Config: config, Channels: 2, Depth: 16}, StoreRows: 2})
	add(s.Design, err)
	k, err := hdl.Elaborate(monitor.Monitor{Config: config})
	add(k.Design, err)
	verif.Lint(t, designs...)
}
