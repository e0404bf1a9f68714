package compile_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen/compile"
	"npugen/model/checkpoint"
	"npugen/model/modeltest"
)

// Sequences that begin and end at different times, together and in any places,
// have the logits that each has alone, to the last bit; and so they do behind a
// prompt that went to their cache in batches.
func TestSequencesAsAlone(t *testing.T) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 5))
		s, c := randomShape(rng), modeltest.RandomConfig(rng, 100)
		s.TopK = max(1, s.TopK)
		target := compile.Target{Shape: s, MemoryBytes: 1 << 26, TopK: rng.IntN(s.TopK + 1), Sequences: 2 + rng.IntN(6)}
		t.Run(fmt.Sprintf("%d: %dx%d, %d lanes, dim %d, hidden %d, heads %d of %d on %d, %d sequences", seed,
			s.Rows, s.Cols, s.Lanes, c.Dim, c.Hidden, c.Heads, c.HeadSize(), c.KVHeads, target.Sequences), func(t *testing.T) {
			open, err := checkpoint.ReadFS("random", modeltest.RandomFolder(c, rng))
			require.NoError(t, err)
			p, err := compile.Compile(compile.Model{Config: open.Config, Weights: open}, target)
			require.NoError(t, err)
			together(t, rng, p)
		})
	}
}

// member is a sequence of a test: its tokens, what it has alone, and how far it
// is.
type member struct {
	tokens []int
	want   map[int][]float32
	begin  int // the run before which it begins
	pos    int
}

func newMember(t *testing.T, rng *rand.Rand, p *compile.Program) *member {
	m := &member{tokens: make([]int, 1+rng.IntN(p.Config.SeqLen)), want: map[int][]float32{}, begin: rng.IntN(4)}
	for i := range m.tokens {
		m.tokens[i] = rng.IntN(p.Config.Vocab)
	}
	alone := newMachine(t, p)
	if rng.IntN(2) == 0 {
		m.pos = prefill(t, alone, 0, m.tokens)
	}
	for pos := m.pos; pos < len(m.tokens); pos++ {
		run, err := p.Step(pos, m.tokens[pos])
		require.NoError(t, err)
		m.want[pos] = alone.step(t, run, false)
	}
	return m
}

// prefill runs what there are batches for, and says for how many tokens.
func prefill(t *testing.T, r runner, cache int, tokens []int) (pos int) {
	for pos < len(tokens) {
		run, n, err := r.p.PrefillCache(cache, pos, tokens[pos:])
		require.NoError(t, err)
		if n == 1 {
			break
		}
		r.step(t, run, true)
		pos += n
	}
	return pos
}

func together(t *testing.T, rng *rand.Rand, p *compile.Program) {
	t.Helper()
	all := newMachine(t, p)
	members := make([]*member, p.Target.Sequences)
	for cache := range members {
		m := newMember(t, rng, p)
		require.Equal(t, m.pos, prefill(t, all, cache, m.tokens[:m.pos]))
		members[cache] = m
	}
	for round := 0; ; round++ {
		var run []compile.Sequence
		waiting := false
		for _, cache := range rng.Perm(len(members)) { // in another place in each run
			m := members[cache]
			waiting = waiting || m.begin > round
			if m.begin <= round && m.pos < len(m.tokens) {
				run = append(run, compile.Sequence{Cache: cache, Position: m.pos, Token: m.tokens[m.pos]})
			}
		}
		if len(run) == 0 && !waiting {
			return
		}
		if len(run) == 0 {
			continue
		}
		step, err := p.Steps(run...)
		require.NoError(t, err)
		for i, logits := range all.steps(t, step, round%3 == 0) {
			m := members[run[i].Cache]
			require.Equal(t, m.want[m.pos], logits, "cache %d, position %d, %d of %d together", run[i].Cache, m.pos, i, len(run))
			m.pos++
		}
	}
}
