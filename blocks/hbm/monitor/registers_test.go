package monitor

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

func TestRegisters(t *testing.T) {
	seen := map[int]bool{}
	for _, r := range Registers() {
		require.False(t, seen[r.Addr], r.Name)
		require.Less(t, r.Addr, 32, "the address has 5 bits")
		require.NotEmpty(t, r.Doc)
		seen[r.Addr] = true
	}
}

func TestElaborates(t *testing.T) {
	p, err := profile.Preset("hbm2-2000-8gb")
	require.NoError(t, err)
	_, err = hdl.Elaborate(Monitor{hbm.Default(p, 64)})
	require.NoError(t, err)
}

func ExampleRegisters() {
	for _, r := range Registers()[:4] {
		fmt.Printf("%2d %-10s %s\n", r.Addr, r.Name, r.Doc)
	}
	// Output:
	//  0 clocks     clocks since the last clear
	//  1 reads      lines read: second halves on the column bus
	//  2 writes     lines written
	//  3 activates  ACT commands; column commands without one are row hits
}
