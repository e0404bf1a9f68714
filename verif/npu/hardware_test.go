package npu

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"npugen/gen/compile"
	"npugen/gen/config"
	"npugen/model/builtin"
)

func imageBytes(p *compile.Program) (n uint64) {
	for _, s := range p.Segments {
		n = max(n, s.Addr+s.Size())
	}
	return n
}

// The generated chip writes what the functional model writes.
func TestDecodeOnHardware(t *testing.T) {
	chip, err := config.LoadPreset("edge-16")
	require.NoError(t, err)
	s, err := NewSetup(chip)
	require.NoError(t, err)
	c := builtin.Checkpoint()
	p, err := compile.Compile(compile.Model{Config: c.Config, Weights: c}, s.Target())
	require.NoError(t, err)
	h, err := NewHardware(s, imageBytes(p), 1)
	require.NoError(t, err)
	start := time.Now()
	all, err := Decode(context.Background(), h, p, Text{Prompt: []int{1}, Steps: 3}, func(s Step) {
		t.Log(s.Position, s.Best, s.Cycles, time.Since(start), h.host.cycles)
	})
	require.NoError(t, err)
	require.Len(t, all, 3)
}
