package npu

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/hdl/ir"
	"npugen/isa/isatest"
	"npugen/sim"
	"npugen/verif/mutate"
)

var (
	firstMutant = flag.Uint64("mutant", 1, "seed of the first mutant of the chip")
	mutants     = flag.Int("mutants", 8, "mutants of the chip")
)

// verdict is what a mutant came to.
type verdict string

const (
	noCircuit verdict = "no circuit" // a loop of logic
	asserts   verdict = "assertion"
	other     verdict = "other result"
	stands    verdict = "stands still"
	slower    verdict = "alive, other cycles" // every result is right
	alike     verdict = "alive, alike"        // every output in every cycle is
)

// experiment is programs on a small chip, to be done again on its mutants.
type experiment struct {
	setup  Setup
	jobs   []job
	golden []uint64
}

// newExperiment draws the programs and runs them on the chip as it is.
func newExperiment(t testing.TB) *experiment {
	s := chip(t, "mutant", bundle.Shape{Rows: 8, Cols: 4, Lanes: 2, VBWords: 128, ABRows: 32, SBWords: 16, AccDepth: 4, Channels: 2, TopK: 4}, 4, 8)
	s.Top.Tile, s.Top.Depth = 4, 16
	s.MemoryBytes, s.Checked, s.Patience = 1<<20, true, 1<<12
	e := &experiment{setup: s}
	rng := rand.New(rand.NewPCG(5, 19))
	for range 6 {
		e.jobs = append(e.jobs, newJob(t, rng, e.setup, *length))
	}
	h, err := e.run(e.design(t))
	require.NoError(t, err)
	e.golden = h.host.digests
	return e
}

func (e *experiment) design(t testing.TB) *ir.Design {
	d, err := e.setup.design(e.setup.MemoryBytes)
	require.NoError(t, err)
	return d
}

// run does it all on a design, up to the first thing that is wrong.
func (e *experiment) run(d *ir.Design) (*Hardware, error) {
	ctx := context.Background()
	h, err := reset(e.setup, d, 1)
	if err != nil {
		return nil, err
	}
	for _, j := range e.jobs {
		if err := h.Load(ctx, j.image); err != nil {
			return h, err
		}
		if _, err := h.Run(ctx, j.run); err != nil {
			return h, err
		}
		text, err := h.remembers(ctx, j.data, j.data+64*isatest.Lines)
		if err != nil || text != "" {
			return h, errors.Join(err, errors.New(text))
		}
	}
	return h, nil
}

// judge is what a design comes to.
func (e *experiment) judge(d *ir.Design) (verdict, error) {
	h, err := e.run(d)
	var failed *sim.Failure
	switch {
	case h == nil:
		return noCircuit, err
	case errors.As(err, &failed):
		return asserts, err
	case err != nil && strings.Contains(err.Error(), " for "+fmt.Sprint(e.setup.Patience)+" cycles"),
		err != nil && strings.Contains(err.Error(), "nothing has retired"):
		return stands, err
	case err != nil:
		return other, err
	case !slices.Equal(h.host.digests, e.golden):
		return slower, nil
	}
	return alike, nil
}

// chipOnly is the modules of the chip, not those of its memory's model.
func chipOnly(d *ir.Design) func(*ir.Module) bool {
	in := map[*ir.Module]bool{}
	var add func(m *ir.Module)
	add = func(m *ir.Module) {
		in[m] = true
		for _, i := range m.Insts {
			add(i.Module)
		}
	}
	for _, i := range d.Top.Insts {
		if i.Name == "npu" {
			add(i.Module)
		}
	}
	return func(m *ir.Module) bool { return in[m] }
}

// Programs in lock-step find small faults anywhere in the chip.
func TestMutants(t *testing.T) {
	t.Parallel()
	e := newExperiment(t)
	count := map[verdict]int{}
	blocks := map[string]map[verdict]int{}
	for seed := *firstMutant; seed < *firstMutant+uint64(*mutants); seed++ {
		d := e.design(t)
		f := mutate.Draw(mutate.Sites(d, chipOnly(d)), seed)
		name, block := f.String(), f.Module.Def
		f.Insert()
		v, err := e.judge(d)
		count[v]++
		if blocks[block] == nil {
			blocks[block] = map[verdict]int{}
		}
		blocks[block][v]++
		text := ""
		if err != nil {
			text = ": " + strings.SplitN(err.Error(), "\n", 2)[0]
		}
		t.Logf("%d %s: %s%s", seed, v, name, text)
	}
	for _, b := range slices.Sorted(maps.Keys(blocks)) {
		t.Logf("%s: %v", b, blocks[b])
	}
	total := *mutants - count[noCircuit] - count[alike]
	killed := total - count[slower]
	t.Logf("%v: %d of %d mutants that differ in any output are found", count, killed, total)
	// Other mutants with every change of the chip, so few of them say little.
	require.GreaterOrEqual(t, 100*killed, 50*total)
}
