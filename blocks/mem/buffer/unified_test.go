package buffer_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/mem/buffer"
	"npugen/blocks/stream/streamtest"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif"
)

var configs = []buffer.Unified{
	{Banks: 1, Words: 8, Width: 8, Readers: 1, Writers: 1, Ports: buffer.Shared},
	{Banks: 1, Words: 8, Width: 8, Readers: 1, Writers: 1, Ports: buffer.Split, OutReg: true},
	{Banks: 2, Words: 5, Width: 16, Lane: 8, Readers: 2, Writers: 1, Ports: buffer.Split},
	{Banks: 4, Words: 4, Width: 8, Readers: 3, Writers: 2, Ports: buffer.Shared},
	{Banks: 4, Words: 4, Width: 12, Lane: 3, Readers: 3, Writers: 2, Ports: buffer.Split, OutReg: true},
	{Banks: 8, Words: 2, Width: 8, Readers: 2, Writers: 5, Ports: buffer.Shared, OutReg: true},
	{Banks: 2, Words: 4, Width: 256 * 8, Lane: 8, Readers: 2, Writers: 2, Ports: buffer.Shared},
	{Banks: 2, Words: 8, Width: 256 * 8, Readers: 1, Writers: 1, Ports: buffer.Split, OutReg: true},
	{Banks: 4, Words: 1, Width: 1, Readers: 1, Writers: 1, Ports: buffer.Split},
}

func elaborate(t testing.TB, u buffer.Unified) *ir.Design {
	t.Helper()
	c, err := hdl.Elaborate(u)
	require.NoError(t, err)
	return c.Design
}

// rig is a buffer with a source and a sink for each client.
type rig struct {
	*streamtest.Bench
	u      buffer.Unified
	reads  []*streamtest.Source
	resps  []*streamtest.Sink
	writes []*streamtest.Source
}

func newRig(t testing.TB, u buffer.Unified, seed uint64) *rig {
	b := streamtest.New(t, elaborate(t, u), seed)
	r := &rig{Bench: b, u: u}
	for i := range u.Readers {
		r.reads = append(r.reads, b.Source("read", i, "addr"))
		r.resps = append(r.resps, b.Sink("resp", i, "data"))
	}
	for i := range u.Writers {
		r.writes = append(r.writes, b.Source("write", i, "addr", "data"))
	}
	return r
}

// lanes is the number of lanes of a word.
func (r *rig) lanes() int {
	if r.u.Lane == 0 {
		return 1
	}
	return r.u.Width / r.u.Lane
}

// scoreboard is the model of the contents and of the responses still to come.
type scoreboard struct {
	r       *rig
	words   map[uint64]*big.Int // known words
	want    [][]*big.Int        // of each reader; nil for an unknown word
	at      [][]int             // cycle of acceptance of each response still to come
	checked int
	mask    []*big.Int // of each writer, in this cycle
}

func (r *rig) score() *scoreboard {
	b := &scoreboard{r: r, words: map[uint64]*big.Int{}, want: make([][]*big.Int, r.u.Readers), at: make([][]int, r.u.Readers)}
	b.mask = make([]*big.Int, r.u.Writers)
	r.Drive = b.drive
	r.Watch = b.watch
	return b
}

// drive keeps the mask of a writer while its request waits.
func (b *scoreboard) drive() {
	if b.r.u.Lane == 0 {
		return
	}
	for w, s := range b.r.writes {
		if b.mask[w] == nil || !s.Offering() {
			b.mask[w] = new(big.Int).SetUint64(b.r.Rand.Uint64())
			for range b.r.lanes() / 64 {
				b.mask[w].Lsh(b.mask[w], 64).Or(b.mask[w], new(big.Int).SetUint64(b.r.Rand.Uint64()))
			}
			b.mask[w].And(b.mask[w], ir.Mask(b.r.lanes()))
			if b.r.Rand.IntN(2) == 0 {
				b.mask[w] = ir.Mask(b.r.lanes())
			}
		}
		for i := range b.r.lanes() {
			b.r.Sim.Must("write_mask").At(w*b.r.lanes() + i).SetBool(b.mask[w].Bit(i) == 1)
		}
	}
}

// watch checks responses, then notes the reads of this cycle, then its writes:
// a read does not see a write of its own cycle.
func (b *scoreboard) watch() {
	t, u := b.r.T, b.r.u
	used := map[string]int{}
	for i, s := range b.r.reads {
		if s.Moves() {
			a := s.Sent[len(s.Sent)-1].U(0)
			b.want[i] = append(b.want[i], b.words[a])
			b.at[i] = append(b.at[i], b.r.Cycle)
			used[fmt.Sprint(a%uint64(u.Banks), u.Ports == buffer.Split)]++
		}
	}
	for i, s := range b.r.resps {
		if !s.Moves() {
			continue
		}
		require.NotEmpty(t, b.want[i], "cycle %d: response that nobody asked for", b.r.Cycle)
		got := s.Got[len(s.Got)-1].Datum[0]
		if want := b.want[i][0]; want != nil {
			require.Equal(t, want.Text(16), got.Text(16), "reader %d cycle %d", i, b.r.Cycle)
			b.checked++
		}
		require.GreaterOrEqual(t, b.r.Cycle-b.at[i][0], u.Latency())
		b.want[i], b.at[i] = b.want[i][1:], b.at[i][1:]
	}
	for w, s := range b.r.writes {
		if s.Moves() {
			x := s.Sent[len(s.Sent)-1]
			b.store(x.U(0), x.Datum[1], b.mask[w])
			used[fmt.Sprint(x.U(0)%uint64(u.Banks), false)]++
			b.mask[w] = nil
		}
	}
	for bank, n := range used {
		require.LessOrEqual(t, n, 1, "cycle %d: bank %s", b.r.Cycle, bank)
	}
}

func (b *scoreboard) store(a uint64, data, mask *big.Int) {
	if b.r.u.Lane == 0 || mask.Cmp(ir.Mask(b.r.lanes())) == 0 {
		b.words[a] = data
		return
	}
	old := b.words[a]
	if old == nil {
		return
	}
	v := new(big.Int).Set(old)
	for bit := range b.r.u.Width {
		if mask.Bit(bit/b.r.u.Lane) == 1 {
			v.SetBit(v, bit, data.Bit(bit))
		}
	}
	b.words[a] = v
}

func (r *rig) randomAddr() uint64 {
	return r.Rand.Uint64N(uint64(r.u.Banks * r.u.Words))
}

func (r *rig) randomWord() *big.Int {
	v := new(big.Int)
	for lo := 0; lo < r.u.Width; lo += 64 {
		v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(r.Rand.Uint64()))
	}
	return v.And(v, ir.Mask(r.u.Width))
}

// load queues n random requests for each client.
func (r *rig) load(n int) {
	for _, s := range r.reads {
		for range n {
			s.Send(streamtest.D(r.randomAddr()))
		}
	}
	for _, s := range r.writes {
		for range n {
			s.Send(streamtest.Datum{new(big.Int).SetUint64(r.randomAddr()), r.randomWord()})
		}
	}
}

func (r *rig) done() bool {
	for i, s := range r.reads {
		if len(s.Queue) > 0 || len(r.resps[i].Got) < len(s.Sent) {
			return false
		}
	}
	for _, s := range r.writes {
		if len(s.Queue) > 0 {
			return false
		}
	}
	return true
}

func (r *rig) rates(req, resp float64) {
	for _, s := range r.reads {
		s.Rate = req
	}
	for _, s := range r.writes {
		s.Rate = req
	}
	for _, s := range r.resps {
		s.Rate = resp
	}
}

// TestScoreboard runs random traffic of all clients and compares every
// response with the last write accepted before the read.
func TestScoreboard(t *testing.T) {
	for _, u := range configs {
		t.Run(fmt.Sprintf("%+v", u), func(t *testing.T) {
			n := 250
			if u.Width > 64 {
				n = 60
			}
			for _, rate := range [][2]float64{{1, 1}, {0.5, 1}, {1, 0.4}, {0.7, 0.7}} {
				var first []string
				for _, seed := range []uint64{1, 2} {
					r := newRig(t, u, seed)
					b := r.score()
					r.load(n)
					r.rates(rate[0], rate[1])
					r.Reset(2)
					r.Run(20*n*(u.Readers+u.Writers), r.done)
					require.Greater(t, b.checked, n*u.Readers/3)
					var cycles []string
					for _, s := range r.resps {
						for _, g := range s.Got {
							cycles = append(cycles, fmt.Sprint(g.Cycle))
						}
					}
					if first == nil {
						first = cycles
					}
					require.Equal(t, first, cycles, "timing depends on power-up values")
				}
			}
		})
	}
}

// bankAddr is row row of a bank.
func (r *rig) bankAddr(bank, row int) uint64 { return uint64(row*r.u.Banks + bank) }

// TestBandwidth gives every client a bank of its own: each has a request
// accepted in every cycle, and each response comes after exactly the latency.
func TestBandwidth(t *testing.T) {
	for _, outReg := range []bool{false, true} {
		for _, ports := range []buffer.Ports{buffer.Shared, buffer.Split} {
			u := buffer.Unified{Banks: 8, Words: 16, Width: 16, Readers: 5, Writers: 3, Ports: ports, OutReg: outReg}
			r := newRig(t, u, 1)
			r.score()
			const n = 100
			for i, s := range r.reads {
				for k := range n {
					s.Send(streamtest.D(r.bankAddr(i, k%16)))
				}
			}
			for i, s := range r.writes {
				for k := range n {
					s.Send(streamtest.D(r.bankAddr(u.Readers+i, k%16), uint64(k)))
				}
			}
			r.Reset(1)
			r.Run(n+10, r.done)
			for i, s := range r.reads {
				for k := range n {
					require.Equal(t, k, s.Sent[k].Cycle, "%v read %d", u, i)
					require.Equal(t, k+u.Latency(), r.resps[i].Got[k].Cycle, "%v response %d", u, i)
				}
			}
			for i, s := range r.writes {
				for k := range n {
					require.Equal(t, k, s.Sent[k].Cycle, "%v write %d", u, i)
				}
			}
		}
	}
}

// TestSplitBandwidth reads and writes every bank in every cycle.
func TestSplitBandwidth(t *testing.T) {
	u := buffer.Unified{Banks: 4, Words: 16, Width: 16, Readers: 4, Writers: 4, Ports: buffer.Split}
	r := newRig(t, u, 1)
	r.score()
	const n = 64
	for i := range 4 {
		for k := range n { // walk through consecutive words, each client one bank on
			r.reads[i].Send(streamtest.D(uint64((k + i) % 64)))
			r.writes[i].Send(streamtest.D(uint64((k+i+32)%64), uint64(k)))
		}
	}
	r.Reset(1)
	r.Run(n+10, r.done)
	for i := range 4 {
		require.Equal(t, n-1, r.reads[i].Sent[n-1].Cycle)
		require.Equal(t, n-1, r.writes[i].Sent[n-1].Cycle)
	}
}

// TestConflict sends every client to one bank. The bank serves one request a
// cycle, all clients in turn; with Split, one read and one write.
func TestConflict(t *testing.T) {
	const n = 60
	for _, ports := range []buffer.Ports{buffer.Shared, buffer.Split} {
		u := buffer.Unified{Banks: 2, Words: 16, Width: 16, Readers: 3, Writers: 2, Ports: ports}
		r := newRig(t, u, 1)
		r.score()
		for _, s := range r.reads {
			for k := range n {
				s.Send(streamtest.D(r.bankAddr(1, k%16)))
			}
		}
		for _, s := range r.writes {
			for k := range n {
				s.Send(streamtest.D(r.bankAddr(1, k%16), uint64(k)))
			}
		}
		r.Reset(1)
		r.Run(1000, r.done)
		gap := func(s *streamtest.Source, want int) {
			for k := 1; k < n; k++ {
				require.Equal(t, want, s.Sent[k].Cycle-s.Sent[k-1].Cycle, "%v request %d", ports, k)
			}
		}
		for _, s := range r.reads {
			gap(s, map[buffer.Ports]int{buffer.Shared: 5, buffer.Split: 3}[ports])
		}
		for _, s := range r.writes {
			gap(s, map[buffer.Ports]int{buffer.Shared: 5, buffer.Split: 2}[ports])
		}
	}
}

// TestNoStarvation runs random traffic with few banks and wants the longest
// wait, counted where a reader is not held up by its own responses, to be the
// stated bound.
func TestNoStarvation(t *testing.T) {
	for _, c := range []struct {
		ports       buffer.Ports
		read, write int
	}{{buffer.Shared, 5 - 1, 5 - 1}, {buffer.Split, 3 - 1, 2 - 1}} {
		u := buffer.Unified{Banks: 2, Words: 16, Width: 16, Readers: 3, Writers: 2, Ports: c.ports}
		r := newRig(t, u, 1)
		b := r.score()
		r.load(1500)
		r.rates(0.9, 1)
		r.Reset(1)
		var reads, writes waits
		r.Watch = func() {
			b.watch()
			reads.note(r.reads)
			writes.note(r.writes)
		}
		r.Run(20000, r.done)
		require.Equal(t, c.read, reads.most, "%v reads", c.ports)
		require.Equal(t, c.write, writes.most, "%v writes", c.ports)
	}
}

// waits is how long requests have been held up.
type waits struct {
	now  map[*streamtest.Source]int
	most int
}

func (w *waits) note(ss []*streamtest.Source) {
	if w.now == nil {
		w.now = map[*streamtest.Source]int{}
	}
	for _, s := range ss {
		switch {
		case s.Moves():
			w.most = max(w.most, w.now[s])
			w.now[s] = 0
		case s.Offering():
			w.now[s]++
		}
	}
}

// TestBlockedReader leaves one reader's responses untaken: it stops after
// Latency()+1 requests, and the others do not notice.
func TestBlockedReader(t *testing.T) {
	for _, outReg := range []bool{false, true} {
		u := buffer.Unified{Banks: 2, Words: 16, Width: 16, Readers: 2, Writers: 1, Ports: buffer.Shared, OutReg: outReg}
		r := newRig(t, u, 1)
		for k := range 50 {
			r.reads[0].Send(streamtest.D(r.bankAddr(0, k%16)))
			r.reads[1].Send(streamtest.D(r.bankAddr(0, k%16)))
		}
		r.resps[0].Rate = 0
		r.Reset(1)
		for range 100 {
			r.Step()
		}
		require.Len(t, r.reads[0].Sent, u.Latency()+1)
		require.Len(t, r.resps[1].Got, 50)
	}
}

func TestWrongParameters(t *testing.T) {
	ok := buffer.Unified{Banks: 2, Words: 4, Width: 8, Readers: 1, Writers: 1}
	for _, c := range []struct {
		change func(u *buffer.Unified)
		want   string
	}{
		{func(u *buffer.Unified) { u.Banks = 3 }, "3 banks"},
		{func(u *buffer.Unified) { u.Banks = 0 }, "0 banks"},
		{func(u *buffer.Unified) { u.Words = 0 }, "banks of 0 words of 8 bits with lanes of 0"},
		{func(u *buffer.Unified) { u.Width = -1 }, "banks of 4 words of -1 bits with lanes of 0"},
		{func(u *buffer.Unified) { u.Lane = 3 }, "banks of 4 words of 8 bits with lanes of 3"},
		{func(u *buffer.Unified) { u.Readers = 0 }, "0 readers and 1 writers"},
		{func(u *buffer.Unified) { u.Writers = -2 }, "1 readers and -2 writers"},
		{func(u *buffer.Unified) { u.Ports = 9 }, "a kind of bank that does not exist"},
	} {
		u := ok
		c.change(&u)
		_, err := hdl.Elaborate(u)
		var ds hdl.Diagnostics
		require.ErrorAs(t, err, &ds, c.want)
		require.Len(t, ds, 1, "%v", err)
		require.Equal(t, c.want, ds[0].Message)
	}
}

// manyLanes is the most write enables that the other tools are shown:
// Verilator 5.006 unrolls no loop of more than 64, and the time of Yosys grows
// with their square.
const manyLanes = 16

func TestLint(t *testing.T) {
	if testing.Short() {
		t.Skip("starts three tools for every buffer")
	}
	for _, u := range configs {
		if u.Lane > 0 && u.Width/u.Lane > manyLanes {
			continue
		}
		verif.Lint(t, elaborate(t, u))
	}
}

// TestCosim repeats legal traffic in every simulator.

func TestCosim(t *testing.T) {
	var jobs []verif.Job
	for i, u := range configs {
		if u.Lane > 0 && u.Width/u.Lane > manyLanes {
			u.Lane = u.Width / manyLanes
		}
		r := newRig(t, u, uint64(i))
		r.score()
		r.rates(0.8, 0.7)
		r.load(80)
		r.Reset(2)
		r.Run(5000, r.done)
		jobs = append(jobs, r.Job())
	}
	verif.CosimAll(t, jobs)
}
