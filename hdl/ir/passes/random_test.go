package passes

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	. "npugen/hdl/ir/internal/irtest"
)

// A random DAG means the same before and after each pass alone and all
// together, and the passes find nothing more to do in their own result.
func checkRandom(t *testing.T, seed uint64, nodes int) {
	random := func() *M { return Random(seed, nodes) }
	before := random()
	require.NoError(t, ir.Verify(Design(before)))

	for _, p := range table(nil) {
		after := random()
		p.run(after.Module)
		require.NoError(t, ir.Verify(Design(after)), p.name)
		sameMeaning(t, p.name, seed, before, after)
	}
	after := random()
	require.NoError(t, Run(Design(after)))
	sameMeaning(t, "all", seed, before, after)

	text := ir.Format(after.Module)
	require.NoError(t, Run(Design(after)))
	require.Equal(t, text, ir.Format(after.Module), "not idempotent")
	again := random()
	require.NoError(t, Run(Design(again)))
	require.Equal(t, text, ir.Format(again.Module), "not deterministic")
}

func sameMeaning(t *testing.T, pass string, seed uint64, before, after *M) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 2))
	for range 8 {
		values := map[string]*big.Int{}
		env := func(s *ir.Signal, elem int) *big.Int {
			if values[s.Name] == nil {
				values[s.Name] = RandomBits(r, s.Type.Width)
			}
			return values[s.Name]
		}
		for i, s := range before.Signals {
			if s.Kind != ir.Output {
				continue
			}
			want := ir.EvalTree(s.Drive[0], env)
			got := ir.EvalTree(after.Signals[i].Drive[0], env)
			if want.Cmp(got) != 0 {
				t.Fatalf("%s changed %s from %s to %s for %v\n%s\n%s", pass, s.Name, want, got, values,
					ir.Format(before.Module), ir.Format(after.Module))
			}
		}
	}
}

func TestRandom(t *testing.T) {
	n := 3000
	if testing.Short() {
		n = 200
	}
	for seed := range n {
		checkRandom(t, uint64(seed), 3+seed%25)
	}
}

func FuzzPasses(f *testing.F) {
	f.Add(uint64(1), uint8(10))
	f.Fuzz(func(t *testing.T, seed uint64, nodes uint8) {
		checkRandom(t, seed, 1+int(nodes)%60)
	})
}
