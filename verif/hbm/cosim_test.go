package hbm

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/blocks/hbm/axi"
	"npugen/blocks/hbm/ecc"
	"npugen/blocks/hbm/monitor"
	"npugen/blocks/hbm/profile"
	"npugen/blocks/hbm/stripe"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif"
)

// systems are the designs that all simulators must agree about.
func systems(t *testing.T, entries, eccRatio int) []*ir.Design {
	t.Helper()
	p := preset(t, "hbm2-2000-8gb")
	plain, ratio, ecc := hbm.Default(p, entries), hbm.Default(p, entries).WithAllBankRefresh(), hbm.Default(p, entries)
	ratio.Ratio = 4
	ecc.ECC, ecc.Ratio = true, eccRatio
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
	for i, d := range append(systems(t, 16, 2), stripedDesign(t, 4)) {
		s, err := verif.RandomStimulus(d, 1200, uint64(11+i))
		require.NoError(t, err)
		jobs = append(jobs, verif.Job{Name: []string{"plain", "ratio 1:4", "ecc, ratio 1:2", "striped, ratio 1:4"}[i], Design: d, Stim: s})
	}
	jobs = append(jobs, powerJob(t))
	for i, r := range verif.CosimAll(t, jobs) {
		lines := 0
		for _, col := range r.Out.Columns {
			if name := col.Port.Name; name != "data_valid" && name != "lines_valid" {
				continue
			}
			for step := range jobs[i].Stim.Steps() {
				lines += int(r.Out.Get(step, col.Port, 0).Int64())
			}
		}
		require.Greater(t, lines, map[bool]int{false: 50, true: 40}[jobs[i].Name == "power"], "%s: the run does little", jobs[i].Name)
		if jobs[i].Name == "power" {
			for _, col := range r.Out.Columns {
				if name := col.Port.Name; name == "state_powered_down" || name == "state_asleep" {
					n := 0
					for step := range jobs[i].Stim.Steps() {
						n += int(r.Out.Get(step, col.Port, 0).Int64())
					}
					require.Positive(t, n, name)
				}
			}
		}
	}
}

// stripedDesign is an interleaver of one channel with its memory.
func stripedDesign(t *testing.T, ratio int) *ir.Design {
	t.Helper()
	config := hbm.Default(preset(t, "hbm2-2000-8gb"), 16)
	config.Ratio = ratio
	c, err := hdl.Elaborate(Striped{Stripe: stripe.Interleaver{Config: config, Channels: 1, Depth: 16}, StoreRows: 2})
	require.NoError(t, err)
	return c.Design
}

// powerJob is a channel that initialises its memory, goes to self-refresh in step
// 500 and has nothing to do from step 1100 on.
func powerJob(t *testing.T) verif.Job {
	t.Helper()
	d := powerSystem(t)
	s, err := verif.RandomStimulus(d, 1800, 21)
	require.NoError(t, err)
	for _, c := range s.In.Columns {
		for step := range s.Steps() {
			switch name := c.Port.Name; {
			case name == "rst":
				s.In.Set(step, c.Port, 0, big.NewInt(int64(max(0, min(1, 4-step)))))
			case name == "control_self_refresh":
				asleep := int64(0)
				if step >= 500 && step < 560 {
					asleep = 1
				}
				s.In.Set(step, c.Port, 0, big.NewInt(asleep))
			case step >= 1100 && (name == "read_valid" || name == "write_valid"):
				s.In.Set(step, c.Port, 0, big.NewInt(0))
			}
		}
	}
	return verif.Job{Name: "power", Design: d, Stim: s}
}

func powerSystem(t *testing.T) *ir.Design {
	t.Helper()
	c := hbm.Default(preset(t, "hbm2-2000-8gb"), 16)
	c.Init = profile.Init{T1: 8, T3: 8, T5: 8}
	c.Init.Modes[1], c.Init.Modes[3] = profile.Mode{Load: true, Value: 5}, profile.Mode{Load: true, Value: 250}
	c.Control, c.Priority, c.PowerDown, c.PullIn = true, true, 2, 0
	x, err := hdl.Elaborate(System{Config: c, StoreRows: 2})
	require.NoError(t, err)
	return x.Design
}

func TestLint(t *testing.T) {
	designs := systems(t, 16, 1)
	config := hbm.Default(preset(t, "hbm2-2000-8gb"), 16)
	add := func(c *ir.Design, err error) {
		require.NoError(t, err)
		designs = append(designs, c)
	}
	for _, ratio := range []int{1, 2} {
		config.Ratio = ratio
		a, err := hdl.Elaborate(axi.Slave{Config: config, ID: 2, Addr: 34, Depth: 16})
		add(a.Design, err)
		k, err := hdl.Elaborate(monitor.Monitor{Config: config})
		add(k.Design, err)
	}
	config.Ratio = 4
	s, err := hdl.Elaborate(stripe.Interleaver{Config: config, Channels: 1, Depth: 16})
	add(s.Design, err)
	config.ECC = true
	g, err := hdl.Elaborate(ecc.Guard{Config: config, Slots: 2, Scrub: 50})
	add(g.Design, err)
	add(powerSystem(t), nil)
	verif.Lint(t, designs...)
}
