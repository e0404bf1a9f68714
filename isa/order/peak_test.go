package order_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/isa/asm"
	"npugen/isa/order"
)

// Who reads a maximum of a MATMUL waits for its end; and so does who reads a word
// of its results, but not who reads a word behind where they end, for there it
// writes nothing.
func TestPeakIsOrdered(t *testing.T) {
	shape := bundle.Shape{Rows: 4, Cols: 4, Lanes: 2, VBWords: 64, ABRows: 16, SBWords: 16, AccDepth: 4, Channels: 1}
	const matmul = "MATMUL m=2 nt=1 d=20 d_stride=8 peak=1 p=4 len=1"
	check := func(first, then string) error {
		program, err := asm.Assemble("", first+"\n"+then+"\nEND")
		require.NoError(t, err)
		return order.Check(shape, program)
	}
	for at, meets := range map[string]bool{"4": true, "12": true, "6": false, "20": true, "22": false, "28": true, "30": false} {
		then := "MAP n0=1 n1=1 len=1 red=max c1=1 a=" + at
		if err := check(matmul, then); meets {
			require.ErrorContains(t, err, "instruction 1 (MAP, vector queue) reads VB["+at+"] that instruction 0 (MATMUL, matrix queue) writes")
		} else {
			require.NoError(t, err)
		}
		require.NoError(t, check(matmul+" signal=t0", then+" wait=t0"))
	}
	require.ErrorContains(t, check("MAP n0=1 n1=1 len=1 red=max c1=1 a=12", matmul), "writes VB[12] that instruction 0 (MAP, vector queue) reads")
}
