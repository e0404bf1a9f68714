package isa_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"npugen/isa"
)

var update = flag.Bool("update", false, "write the golden files")

const page = "../docs/isa.md"

func TestPage(t *testing.T) {
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(isa.Page()), 0o644))
	}
	want, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(strings.Split(string(want), "\n"), strings.Split(isa.Page(), "\n")), "run with -update")
}

// Fields of an operation have names of their own and no bit in common, with each
// other, the header and the modifiers.
func TestFields(t *testing.T) {
	for _, op := range isa.Ops() {
		used := isa.Instruction{0, 1<<27 - 1, 1<<27 - 1}
		names := map[string]bool{}
		for _, f := range append(isa.Header(), isa.Fields(op)...) {
			require.False(t, names[f.Name], "%v %s", op, f.Name)
			names[f.Name] = true
			require.Zero(t, used[f.Word]&f.Mask(), "%v %s", op, f.Name)
			used[f.Word] |= f.Mask()
			require.LessOrEqual(t, f.Lo+f.Bits, 32)
			require.LessOrEqual(t, len(f.Values()), 1<<f.Bits)
		}
	}
}
