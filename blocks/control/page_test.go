package control_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"npugen/blocks/control"
	"npugen/isa"
)

var update = flag.Bool("update", false, "write the golden files")

const page = "../../docs/registers.md"

func TestPage(t *testing.T) {
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(control.Page()), 0o644))
	}
	want, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(strings.Split(string(want), "\n"), strings.Split(control.Page(), "\n")), "run with -update")
}

// TestMap: addresses grow and are words, and names are there once.
func TestMap(t *testing.T) {
	last, names := -4, map[string]bool{}
	for _, r := range control.Map() {
		require.Greater(t, r.Addr, last, r.Name)
		require.Zero(t, r.Addr%4, r.Name)
		require.Less(t, r.Addr, 1<<12, r.Name)
		require.False(t, names[r.Name], r.Name)
		require.NotEmpty(t, r.Doc)
		last, names[r.Name] = r.Addr, true
	}
	require.Equal(t, -1, control.RegCounter("no such counter"))
}

func ExampleMap() {
	for _, r := range control.Map() {
		if r.Addr == control.RegStatus || r.Addr == control.RegHeadNumber(isa.Matrix) || r.Addr == control.RegCounter("cycles") {
			fmt.Printf("0x%03x %-18s %-5s %s\n", r.Addr, r.Name, r.Access, r.Doc)
		}
	}
	// Output:
	// 0x048 status             read  bit 0: busy, a program runs; bit 1: done, the last program has ended; bit 2: error, it ended at an unknown operation
	// 0x100 count_cycles       read  cycles from the doorbell to the end
	// 0x224 matrix_head_number read  its number in the program
}
