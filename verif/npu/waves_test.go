package npu

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/control"
	"npugen/gen/compile"
	"npugen/isa"
	"npugen/sim"
)

// A file of waves has one run: each instruction retires in it, once, in the
// cycle in which the run had it.
func TestWaves(t *testing.T) {
	s := small(t)
	p := builtinOn(t, s)
	h, err := NewHardware(s, p.Used(), 1)
	require.NoError(t, err)
	all, err := Decode(context.Background(), h, p, []Text{{Prompt: []int{p.Config.BOS()}, Steps: 3}}, nil)
	require.NoError(t, err)
	for _, number := range []int{1} {
		var file strings.Builder
		require.NoError(t, h.Waves(context.Background(), &file, number, sim.VCDOptions{}))
		d := h.nthRun(number)
		cycles := sampled(t, file.String(), "clk", "trace_retired")
		require.Len(t, cycles, d.until-d.from)
		var want, got [isa.Queues][]int
		code, err := p.Instructions(all[number].Run)
		require.NoError(t, err)
		for i, span := range all[number].Spans {
			q := code[i].Code.Op().Queue()
			want[q] = append(want[q], span.Retire)
		}
		first := 0 // of the run, after the registers were written
		for i, c := range cycles {
			for q := isa.Weight; q < isa.Queues; q++ {
				if c[fmt.Sprintf("trace_retired[%d]", control.Slot(q))] == "1" {
					if len(got[q]) == 0 && len(want[q]) > 0 {
						first = max(first, i-want[q][0])
					}
					got[q] = append(got[q], i)
				}
			}
		}
		for q := isa.Weight; q < isa.Queues; q++ {
			for i := range want[q] {
				want[q][i] += first
			}
			require.Equal(t, want[q], got[q], "run %d, queue %v", number, q)
		}
	}
	require.ErrorContains(t, h.Waves(context.Background(), &strings.Builder{}, 3, sim.VCDOptions{}), "no run 3")
	require.ErrorContains(t, h.Waves(context.Background(), &strings.Builder{}, 0, sim.VCDOptions{Scopes: []string{"npu.vectr"}}), "has no instance vectr; it has control, matrix, memory, vector")
}

// A run that goes wrong can be looked at as well, if it began.
func TestWavesOfAFailure(t *testing.T) {
	h, err := NewHardware(small(t), 1<<16, 1)
	require.NoError(t, err)
	_, code := assembled(t, "LOAD line=16 d=0 words=1\nEND\n")
	_, bad := assembled(t, "MAP n0=1 n1=1 len=4 wait=t0\nEND\n")
	ctx := context.Background()
	require.NoError(t, h.Load(ctx, []compile.Segment{{Data: append(code, bad...)}, {Addr: 1024, Data: make([]byte, 64)}}))
	h.onlyModel(t, []compile.Segment{{Addr: 1024, Data: []byte{1}}}, compile.Run{})
	_, err = h.Run(ctx, compile.Run{})
	require.ErrorContains(t, err, "than the functional model")
	var file strings.Builder
	require.NoError(t, h.Waves(ctx, &file, 0, sim.VCDOptions{Scopes: []string{"npu.vector"}}))
	require.Contains(t, file.String(), "$scope module vector $end")
	require.NotContains(t, file.String(), "$scope module control $end")

	_, err = h.Run(ctx, compile.Run{Line: 2})
	require.ErrorContains(t, err, "waits for token t0")
	require.EqualError(t, h.Waves(ctx, &file, 1, sim.VCDOptions{}), "waves: run 1 did not begin")
}

// sampled is what signals of a file's outermost scope with some prefixes are just
// before each rising edge of a clock.
func sampled(t *testing.T, vcd, clock string, prefixes ...string) (cycles []map[string]string) {
	names, now, depth := map[string][]string{}, map[string]string{}, 0
	lines := bufio.NewScanner(strings.NewReader(vcd))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		switch {
		case f[0] == "$scope":
			depth++
		case f[0] == "$upscope":
			depth--
		case f[0] == "$var" && depth == 1:
			for _, p := range append(prefixes, clock) {
				if strings.HasPrefix(f[4], p) {
					names[f[3]] = append(names[f[3]], f[4])
				}
			}
		case strings.ContainsRune("01", rune(f[0][0])):
			for _, name := range names[f[0][1:]] {
				if name == clock && f[0][0] == '1' && now[clock] == "0" {
					seen := map[string]string{}
					for k, v := range now {
						seen[k] = v
					}
					cycles = append(cycles, seen)
				}
				now[name] = f[0][:1]
			}
		}
	}
	require.NoError(t, lines.Err())
	return cycles
}
