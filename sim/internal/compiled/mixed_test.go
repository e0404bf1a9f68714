package compiled

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/sim/internal/engine"
)

// TestShapes compares designs of registers while single runs, batches, traces,
// snapshots and pokes take turns, so that each finds what the others left.
func TestShapes(t *testing.T) {
	for seed := range uint64(*count / 5) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 99))
			d := shapesDesign(r)
			how := anyManner(r)
			how.checked = r.IntN(4) > 0
			newMixed(newBothIn(t, d, seed, how), r).run(t, 40)
		})
	}
}

// mixed drives a design in all the ways of package sim.
type mixed struct {
	*both
	r       *rand.Rand
	traced  []pair // signals that traces show,
	sampled []pair // and batches
	trace   *Trace // nil if there is none just now
	image   []byte // of the trace
	batches map[uint64]*Batch

	saved, savedGot *engine.Snapshot // nil before the first
}

func newMixed(b *both, r *rand.Rand) *mixed {
	m := &mixed{both: b, r: r, batches: map[uint64]*Batch{}}
	for _, p := range b.signals {
		if r.IntN(3) > 0 {
			m.traced = append(m.traced, p)
		}
		if r.IntN(2) == 0 {
			m.sampled = append(m.sampled, p)
		}
	}
	return m
}

// run compares after each step of a few cycles: memories, and all signals or, so
// that nothing is computed which the step left to the next one, registers only.
func (m *mixed) run(t *testing.T, steps int) {
	sets := []uint64{1 + m.r.Uint64N(1<<m.clocks-1), 1 + m.r.Uint64N(1<<m.clocks-1)}
	way := ways(m.r.IntN(3))
	for i := range steps {
		m.choose(way, i < steps/2, m.r)
		m.pokeInputs()
		m.pokeState(m.r)
		if m.r.IntN(2) == 0 {
			m.same(t, m.signals, fmt.Sprintf("before step %d", i))
		}
		m.snapshots(t)
		clocks := pick(m.r, sets)
		step := pick(m.r, []struct {
			name string
			run  func(t *testing.T, clocks uint64, when string)
		}{{"trace", m.runTrace}, {"batch", m.runBatch}, {"edges", m.runEdges}, {"edges", m.runEdges}})
		when := fmt.Sprintf("step %d, %s of %b", i, step.name, clocks)
		step.run(t, clocks, when)
		m.same(t, m.words, when)
		m.same(t, pick(m.r, [][]pair{m.signals, m.regs}), when)
	}
}

// pokeInputs drives few inputs, so that there is something to skip.
func (m *mixed) pokeInputs() {
	for _, p := range m.inputs {
		if m.r.IntN(6) == 0 {
			m.poke(p, m.r)
		}
	}
}

// snapshots takes a snapshot or goes back to the last one, now and then.
func (m *mixed) snapshots(t *testing.T) {
	if m.r.IntN(10) == 0 {
		m.settle(t)
		m.saved, m.savedGot = m.save(m.saved, m.savedGot)
	}
	if m.saved != nil && m.r.IntN(10) == 0 {
		m.restore(m.saved, m.savedGot)
	}
}

// runEdges runs a few cycles, or up to the first with events.
func (m *mixed) runEdges(t *testing.T, clocks uint64, when string) {
	n := 1 + m.r.IntN(4)
	want, expected, err := m.want.Run(clocks, n)
	require.NoError(t, err)
	got, happened, err := m.got.Run(clocks, n)
	require.NoError(t, err)
	require.Equal(t, want, got, when)
	require.Equal(t, events(expected), events(happened), when)
}

// runBatch runs a few cycles with rows of inputs and samples.
func (m *mixed) runBatch(t *testing.T, clocks uint64, when string) {
	batch, ok := m.batches[clocks]
	if !ok {
		var err error
		batch, err = m.got.Batch(clocks, places(m.inputs), places(m.sampled))
		require.NoError(t, err)
		m.batches[clocks] = batch
	}
	if batch == nil {
		return // of asynchronous resets
	}
	rows := m.rows(m.r, 1+m.r.IntN(6))
	got := make([]uint64, len(rows)*batch.out)
	done, happened, err := batch.Run(flat(rows), got, len(rows))
	require.NoError(t, err)
	want, expected := m.replay(clocks, rows, m.sampled)
	require.Equal(t, want, got[:done*batch.out], when)
	require.Equal(t, expected, events(happened), when)
}

// runTrace looks, and runs a few cycles with a look after each but the last.
func (m *mixed) runTrace(t *testing.T, clocks uint64, when string) {
	m.settle(t)
	if m.trace == nil {
		m.trace = m.got.Trace(places(m.traced))
	}
	m.image = m.trace.Image(m.image[:0])
	require.Empty(t, m.look(t, m.trace.Look(nil), when))
	if m.trace.CanRun() {
		m.runLooks(t, clocks, when)
	}
	if m.r.IntN(3) == 0 {
		m.trace.Release()
		m.trace = nil
	}
}

// runLooks compares each look when the interpreter is there too.
func (m *mixed) runLooks(t *testing.T, clocks uint64, when string) {
	var looks []byte
	n := 1 + m.r.IntN(6)
	done, happened, err := m.trace.Run(clocks, n, nil, func(_ int, data []byte) []byte {
		looks = append(looks, data...)
		return data[:0]
	})
	require.NoError(t, err)
	got := events(happened)
	var want []string
	ran := 0
	for ran < n && len(want) == 0 {
		if ran > 0 {
			m.settle(t)
			looks = m.look(t, looks, fmt.Sprintf("%s, look %d", when, ran))
		}
		want = events(m.want.Edge(clocks))
		ran++
	}
	require.Empty(t, looks, when)
	require.Equal(t, ran, done, when)
	require.Equal(t, want, got, when)
}

// look applies the first look of data to the image, compares with the interpreter
// and returns the rest.
func (m *mixed) look(t *testing.T, data []byte, when string) (rest []byte) {
	t.Helper()
	for {
		require.NotEmpty(t, data, when)
		block := binary.LittleEndian.Uint64(data)
		if block == engine.LookEnd {
			break
		}
		copy(m.image[block*engine.BlockBytes:], data[engine.RecordBytes-engine.BlockBytes:engine.RecordBytes])
		data = data[engine.RecordBytes:]
	}
	for i, p := range m.traced {
		want := load(m.want, p.want)
		var words []uint64
		for _, x := range m.trace.Places()[i] {
			words = append(words, shown(m.image, x))
		}
		if got := engine.FromWords(words); got.Cmp(want) != 0 {
			t.Fatalf("%s: %s = %x, want %x", when, p.name, got, want)
		}
	}
	return data[8:]
}

// shown is a word of an image.
func shown(image []byte, p engine.Place) uint64 {
	if p.Bytes == 0 {
		return p.Const
	}
	var word [8]byte
	copy(word[:], image[p.At:p.At+p.Bytes])
	return binary.LittleEndian.Uint64(word[:])
}
