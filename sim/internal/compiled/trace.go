package compiled

import (
	"encoding/binary"
	"slices"

	"github.com/tetratelabs/wazero/api"

	"npugen/sim/internal/engine"
)

// Trace looks at many values at once, in machine code: all memory that holds
// any is compared with a copy, 64 bytes at a time. Package engine says what a
// look is. For one look a view brings computed values home (Look). A run of
// many cycles computes them together with the next values of the registers,
// once, so that a look costs little more than the comparison (Run).
type Trace struct {
	e      *Engine
	cells  [][]cell            // of each signal
	places [][]engine.Place    // and where they are in the image
	views  []*value            // computed values, each once
	homes  map[*value]*storage // of these, where they are side by side
	view   *view               // of these
	look   api.Function
	ticks  map[uint64]*codes // by set of clocks
	key    string            // of the signals

	states   []tract // memory that holds registers and inputs,
	computed []tract // and what is computed
	blocks   int     // of all tracts
	copies   uint32  // of the blocks
	buffer   uint32  // of looks
}

const bufferBytes = 1 << 16 // of looks, after which they are taken

// Trace prepares to look at signals. What another trace of the same ones has
// taken is used again if it has been released.
func (e *Engine) Trace(locs []engine.Loc) *Trace {
	key := keyOf(locs)
	if n := len(e.idle[key]); n > 0 {
		t := e.idle[key][n-1]
		e.idle[key] = e.idle[key][:n-1]
		e.adopt(t.view, t.views)
		return t
	}
	t := &Trace{e: e, ticks: map[uint64]*codes{}, key: key}
	t.distinct(locs)
	seen := map[*value]bool{}
	for _, words := range t.cells {
		for _, c := range words {
			if c.v != nil && !seen[c.v] {
				seen[c.v] = true
				t.views = append(t.views, c.v)
			}
		}
	}
	t.house()
	t.view = e.newView(t.views, t.homes)
	t.layout()
	m, _ := newModule()
	t.emitLook(m)
	mod, err := e.load(m)
	if err != nil {
		panic(err) // the code that this package makes is always valid
	}
	t.look = mod.ExportedFunction("look")
	e.adopt(t.view, t.views)
	return t
}

// keyOf tells lists of signals apart.
func keyOf(locs []engine.Loc) string {
	key := make([]byte, 0, 4*len(locs))
	for _, l := range locs {
		key = binary.LittleEndian.AppendUint32(key, uint32(l.Number()))
	}
	return string(key)
}

// Release says that nobody looks any more. Machine code and places in memory are
// kept for the next who does.
func (t *Trace) Release() { t.e.idle[t.key] = append(t.e.idle[t.key], t) }

// adopt lets a view serve those of its values that no other serves.
func (e *Engine) adopt(w *view, values []*value) {
	for _, v := range values {
		if e.shown[v] == nil {
			e.shown[v] = w
		}
	}
	e.asked = slices.DeleteFunc(e.asked, func(v *value) bool { return e.shown[v] != nil })
}

// Places is where each value is in the image.
func (t *Trace) Places() [][]engine.Place { return t.places }

// ImageBytes is the size of the image.
func (t *Trace) ImageBytes() int { return t.blocks * engine.BlockBytes }

// Image appends the image, as of the last look.
func (t *Trace) Image(dst []byte) []byte {
	return append(dst, t.e.mem[t.copies:][:t.ImageBytes()]...)
}

// Look appends the look at the present values, after Settle.
func (t *Trace) Look(dst []byte) []byte {
	t.e.refresh(t.view)
	t.begin()
	t.e.call(t.look)
	return t.drain(dst)
}

func (t *Trace) begin() { t.e.poke(traceAt, 4, uint64(t.buffer)) }

// drain takes the looks in the buffer.
func (t *Trace) drain(dst []byte) []byte {
	end := t.e.peek(traceAt, 4)
	return append(dst, t.e.mem[t.buffer:end]...)
}

// CanRun reports whether Run works: not where asynchronous resets have to act
// within a cycle.
func (t *Trace) CanRun() bool { return !t.e.early }

// Run is up to n rising edges of the same clocks, with a look after each but
// the last: that one can be of what the caller does next. It returns after the
// first that has events. Looks are appended to dst, which take gets at the end,
// and whenever there is much in it, with how many they are; it returns what the
// next ones are appended to.
func (t *Trace) Run(clocks uint64, n int, dst []byte, take func(looks int, dst []byte) []byte) (done int, events []engine.Event, err error) {
	e := t.e
	e.events = e.events[:0]
	codes, err := t.tick(clocks)
	if err == nil {
		err = e.Settle()
	}
	if err != nil {
		return 0, nil, err
	}
	e.poke(traceFirst, 4, 1)
	looks := -1 // there is none before the first cycle
	defer func() { take(max(looks, 0), dst) }()
	for done < n && len(e.events) == 0 {
		if looks > 0 && len(dst) >= bufferBytes {
			dst, looks = take(looks, dst), 0
		}
		t.begin()
		c, did, err := e.choose(codes, min(n-done, 1<<30))
		if err == nil {
			did, err = e.step(codes, c, did)
		}
		if err != nil {
			return done, nil, err
		}
		dst = t.drain(dst)
		done += did
		looks += did
		e.epoch++
		if e.flag() {
			e.collect(c.plan)
		}
	}
	return done, e.events, nil
}

// tick is the code of a set of clocks.
func (t *Trace) tick(clocks uint64) (*codes, error) {
	if k, ok := t.ticks[clocks]; ok {
		return k, nil
	}
	e := t.e
	j := e.l.job(clocks)
	j.views, j.homes = t.views, t.homes
	k, err := e.newCodes(func(watching bool) (*code, error) {
		p := newPlan(e.l, j, watching)
		m, page := newModule()
		t.emitRun(m, emit(m, page, p, 2), len(j.events) > 0)
		return e.code(m, p)
	})
	if err == nil {
		t.ticks[clocks] = k
	}
	return k, err
}
