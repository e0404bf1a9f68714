package fp_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/fp"
	"npugen/blocks/fp/golden"
	"npugen/hdl"
	"npugen/sim"
)

// TestExpSigmoid mixes operands of both functions; each is enabled only while
// it has one.
func TestExpSigmoid(t *testing.T) {
	c, err := hdl.Elaborate(fp.ExpSigmoid{})
	require.NoError(t, err)
	s, err := sim.New(c.Design, sim.Options{Seed: 1})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	handles := func(names ...string) (all []*sim.Handle) {
		for _, n := range names {
			all = append(all, s.Must(n))
		}
		return all
	}
	b, err := s.NewBatch(nil, handles("x", "is_sigmoid", "exp_en", "sigmoid_en"), handles("exp", "sigmoid"))
	require.NoError(t, err)

	expLatency, sigmoidLatency := fp.Exp{}.Latency(), fp.Sigmoid{}.Latency()
	xs := operands(fp.FP32, 20000, 9)
	const kinds = 3 // 0 exp, 1 sigmoid, 2 nothing
	kind := func(i int) int { return (i / (1 + i/40%40)) % kinds }
	n := len(xs) + sigmoidLatency
	rows := make([]uint64, 4*n)
	enable := func(i, port, cycles int) {
		for k := i; k < i+cycles; k++ {
			rows[4*k+port] = 1
		}
	}
	for i, x := range xs {
		rows[4*i] = x
		switch kind(i) {
		case 0:
			enable(i, 2, expLatency)
		case 1:
			rows[4*i+1] = 1
			enable(i, 3, sigmoidLatency)
		}
	}
	out := make([]uint64, 2*n)
	_, err = b.Run(rows, out)
	require.NoError(t, err)
	for i, x := range xs {
		switch kind(i) {
		case 0:
			require.Equal(t, raw(golden.Exp(float(x))), out[2*(i+expLatency)], "exp %#x", x)
		case 1:
			require.Equal(t, raw(golden.Sigmoid(float(x))), out[2*(i+sigmoidLatency)+1], "sigmoid %#x", x)
		}
	}
}
