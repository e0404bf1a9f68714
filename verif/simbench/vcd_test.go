package simbench

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/sim"
)

// BenchmarkVCD runs designs without a VCD file, with one of everything and, for some, with
// one of an instance.
func BenchmarkVCD(b *testing.B) {
	for _, c := range []struct{ name, instance string }{
		{"array-16", "array.pe[3][4]"}, {"fifo-net", "router_3_4"}, {"cpu", ""}, {"hbm", ""}, {"engine-edge-16", ""}, {"engine-decode-64-idle", ""},
	} {
		b.Run(c.name+"/plain", func(b *testing.B) { run(b, c.name, nil) })
		b.Run(c.name+"/vcd", func(b *testing.B) { run(b, c.name, &sim.VCDOptions{}) })
		if c.instance != "" {
			b.Run(c.name+"/"+c.instance, func(b *testing.B) { run(b, c.name, &sim.VCDOptions{Scopes: []string{c.instance}}) })
		}
	}
}

// run runs a design, with waves if there are options for them.
func run(b *testing.B, name string, o *sim.VCDOptions) {
	d, err := Find(name)
	require.NoError(b, err)
	design, err := d.Elaborate()
	require.NoError(b, err)
	s, err := sim.New(design, sim.Options{Seed: powerUp, Engine: sim.Compiled, Unchecked: true})
	require.NoError(b, err)
	s.PokeName("rst", 1)
	require.NoError(b, s.StepN(nil, resetCycles))
	s.PokeName("rst", 0)
	var v *sim.VCD
	if o != nil {
		v, err = s.VCD(io.Discard, *o)
		require.NoError(b, err)
	}
	require.NoError(b, s.StepN(nil, 100))
	b.ResetTimer()
	require.NoError(b, s.StepN(nil, b.N))
	if v != nil {
		require.NoError(b, v.Close())
	}
}
