package report

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen/compile"
	"npugen/gen/config"
	"npugen/isa"
	"npugen/model/builtin"
	"npugen/verif/npu"
)

func edge(t *testing.T) npu.Setup {
	c, err := config.LoadPreset("edge-16")
	require.NoError(t, err)
	s, err := npu.NewSetup(c)
	require.NoError(t, err)
	return s
}

// decoded is two tokens of the built-in model on the small chip.
func decoded(t *testing.T) *Run { return written(t, 1) }

// written is two tokens of each of some texts.
func written(t *testing.T, texts int) *Run {
	setup := edge(t)
	c, target := builtin.Checkpoint(), setup.Target()
	target.Sequences = texts
	p, err := compile.Compile(compile.Model{Config: c.Config, Weights: c}, target)
	require.NoError(t, err)
	h, err := npu.NewHardware(setup, p.Used(), 1)
	require.NoError(t, err)
	steps, err := npu.Decode(context.Background(), h, p, slices.Repeat([]npu.Text{{Prompt: []int{1}, Steps: 2}}, texts), nil)
	require.NoError(t, err)
	r, err := New(setup, p, steps)
	require.NoError(t, err)
	return r
}

func TestReports(t *testing.T) {
	r := decoded(t)
	require.Equal(t, r.Steps[0].Cycles+r.Steps[1].Cycles, r.Cycles())

	sum, busy := 0.0, map[string]float64{}
	var array Operator
	for _, o := range r.Operators() {
		sum += o.Cycles
		array.Active += o.Active
		array.Useful += o.Useful
		array.Starved += o.Starved
		array.Shifting += o.Shifting
		require.LessOrEqual(t, o.Useful, o.Active, o.Name)
		for unit, n := range o.Busy {
			busy[unit] += n
		}
	}
	mean := float64(r.Cycles()) / 2
	require.InDelta(t, mean, sum, 80, "all cycles, but for what follows END")
	for q := isa.Weight; q < isa.Queues; q++ {
		counted := float64(r.Steps[0].Counters["busy_"+q.String()]+r.Steps[1].Counters["busy_"+q.String()]) / 2
		require.InDelta(t, counted, busy[q.String()], 0.02*mean, "busy cycles of the %v unit, traced and counted", q)
	}

	for name, n := range map[string]float64{"matrix_active": array.Active, "matrix_starved": array.Starved, "matrix_shifting": array.Shifting} {
		require.Equal(t, float64(r.Steps[0].Counters[name]+r.Steps[1].Counters[name])/2, n, name)
	}
	require.Greater(t, array.Useful, 0.5*array.Active)

	points := r.Points()
	whole := points[len(points)-1]
	require.Equal(t, "whole token", whole.Name)
	require.Less(t, whole.Rate, 256.0)
	require.Less(t, whole.Rate, whole.Intensity*r.Setup.Peak())

	parts := r.Energy()
	require.Len(t, parts, len(Coefficients()))
	for _, p := range parts {
		require.Positive(t, p.Events, p.Name)
	}
	require.Equal(t, (r.Steps[0].Bursts+r.Steps[1].Bursts)*npu.BurstBytes/2, parts[4].Events)
}

// Of a step of several texts, the trace names each, and energy is that of a token
// of one of them.
func TestTogether(t *testing.T) {
	r := written(t, 2)
	require.Len(t, r.Steps, 2)
	require.Equal(t, (r.Steps[0].Bursts+r.Steps[1].Bursts)*npu.BurstBytes/4, r.Energy()[4].Events)
	var b bytes.Buffer
	require.NoError(t, r.WriteTrace(&b))
	var trace struct{ TraceEvents []event }
	require.NoError(t, json.Unmarshal(b.Bytes(), &trace))
	var names []string
	for _, e := range trace.TraceEvents {
		if e.Phase == "X" && e.TID == 0 {
			names = append(names, e.Name)
			require.Contains(t, e.Args, "next of 2")
		}
	}
	require.Equal(t, []string{"positions 0, 0", "positions 1, 1"}, names)
}

func TestTrace(t *testing.T) {
	r := decoded(t)
	var b bytes.Buffer
	require.NoError(t, r.WriteTrace(&b))
	var trace struct{ TraceEvents []event }
	require.NoError(t, json.Unmarshal(b.Bytes(), &trace))
	units := 0
	area, since, level := map[string]float64{}, map[string]float64{}, map[string]float64{}
	for _, e := range trace.TraceEvents {
		require.GreaterOrEqual(t, e.Dur, 0.0)
		require.LessOrEqual(t, e.Time+e.Dur, float64(r.Cycles())/float64(r.Setup.ClockMHz)+1e-9, e.Name)
		if e.Phase == "X" && e.TID > 0 {
			units++
		}
		if e.Phase == "C" {
			v := e.Args["%"].(float64)
			require.GreaterOrEqual(t, v, 0.0)
			require.LessOrEqual(t, v, 100.0, e.Name)
			area[e.Name] += level[e.Name] * (e.Time - since[e.Name])
			since[e.Name], level[e.Name] = e.Time, v
		}
	}
	for _, track := range tracks {
		require.Zero(t, level[track], "%s after the end", track)
	}
	mhz := float64(r.Setup.ClockMHz)
	for track, counter := range map[string]string{"array active": "matrix_active", "weight stall": "matrix_starved", "weight shift": "matrix_shifting", "vector unit": "vector_active"} {
		n := float64(r.Steps[0].Counters[counter] + r.Steps[1].Counters[counter])
		require.InEpsilon(t, n, area[track]*mhz/100, 0.01, track)
	}
	require.InEpsilon(t, float64(r.Steps[0].Bursts+r.Steps[1].Bursts), area["memory bus"]*mhz/100, 0.01)
	macs := 0
	for _, s := range r.Steps {
		for _, in := range s.Code {
			macs += in.MACs
		}
	}
	require.InEpsilon(t, macs, area["array useful"]*mhz/100*256, 0.01)
	want := 0
	for _, s := range r.Steps {
		for _, in := range s.Code {
			if in.Op().Queue() != isa.Control {
				want++
			}
		}
	}
	require.Equal(t, want, units)
}

func TestRoofline(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, decoded(t).WriteRoofline(&b))
	d := xml.NewDecoder(&b)
	circles := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		if s, ok := token.(xml.StartElement); ok && s.Name.Local == "circle" {
			circles++
		}
	}
	require.Greater(t, circles, 10)
}

func TestModelHasNoCycles(t *testing.T) {
	_, err := New(edge(t), nil, []npu.Step{{Outcome: &npu.Outcome{}}})
	require.EqualError(t, err, "report: the functional model has no cycles: use an engine that runs the chip")
}
