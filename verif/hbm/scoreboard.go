package hbm

import (
	"fmt"
	"math/big"
	"math/rand/v2"

	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
	"npugen/sim"
)

// Integrity is random traffic with data through a controller and its memory:
// every read must return what the writes accepted before it have left, byte by
// byte. The traffic changes its kind all the time: spread out or on a few lines
// (so that reads and writes of one line meet in the queues), mostly reads or
// mostly writes, full or sparse byte masks, in a rush or with pauses.
type Integrity struct {
	Profile  profile.Profile
	Config   hbm.Config
	Requests int
	Rows     int  // of each bank that are used; 0 means 4
	Scrub    int  // with ECC: clocks from one scrubbed line to the next
	Flips    int  // with ECC: single bits of the memory that are flipped on the way
	Sleeps   bool // with Config.Control: self-refresh and other refresh rates on the way
	Seed     uint64
}

// IntegrityResult counts what was done.
type IntegrityResult struct {
	Reads, Writes, Partial int // accepted requests; writes that leave bytes out
	Compared               int // bytes
	OutOfOrder             int // reads that came back before an older one
	Hazards                int // requests for a line that has another under way
	Refreshes              int
	Cycles                 int
	Flipped, Corrected     int // bits of the memory that were flipped, words that were corrected
	PowerDowns             int
	SelfRefreshes          int
}

// Do runs it. An error is the first wrong answer, a lost or unexpected one, or
// a violation of the memory's timing.
func (x Integrity) Do() (IntegrityResult, error) {
	if x.Rows == 0 {
		x.Rows = 4
	}
	c, err := hdl.Elaborate(System{Config: x.Config, StoreRows: x.Rows, Scrub: x.Scrub})
	if err != nil {
		return IntegrityResult{}, fmt.Errorf("hbm integrity: %w", err)
	}
	s, err := sim.New(c.Design, sim.Options{Seed: x.Seed, Engine: sim.Compiled})
	if err != nil {
		return IntegrityResult{}, fmt.Errorf("hbm integrity: %w", err)
	}
	b := newScoreboard(x, s)
	if x.Config.ECC {
		b.clear()
	}
	for !b.done() {
		if err := b.cycle(); err != nil {
			return b.res, fmt.Errorf("hbm integrity: cycle %d: %w", b.res.Cycles, err)
		}
	}
	b.res.Corrected = int(s.Must("corrected").Uint())
	if n := s.Must("lost").Uint(); n > 0 && x.Flips > 0 {
		return b.res, fmt.Errorf("hbm integrity: %d words could not be corrected", n)
	}
	return b.res, b.end()
}

// lineOf is the bytes of a line, and which of them were ever written.
type lineOf struct{ data, known [hbm.LineBytes]byte }

// asked is a read under way.
type asked struct {
	addr  uint64
	want  lineOf
	order int
	busy  bool
}

type scoreboard struct {
	x     Integrity
	s     *sim.Sim
	p     ports
	rng   *rand.Rand
	lines uint64
	mem   map[uint64]lineOf
	reads []asked
	order int
	last  int // order of the youngest read that has come back
	live  map[uint64]int
	mood  mood
	res   IntegrityResult

	flipped map[int]bool // words of the memory that have an error

	reading []readOffer // by lane
	writing []writeOffer
}

type readOffer struct {
	held bool
	addr uint64
	tag  int
}

type writeOffer struct {
	held bool
	addr uint64
	line [hbm.LineBytes]byte
	mask uint64
}

// mood is the kind of traffic.
type mood struct {
	left         int
	spread       uint64
	base         uint64
	read, write  int // percent of cycles in which one is offered
	full         int // percent of writes with all bytes
	consecutives bool
}

func newScoreboard(x Integrity, s *sim.Sim) *scoreboard {
	g := x.Config.Geometry
	return &scoreboard{
		x: x, s: s, p: portsOf(s, x.Config), reading: make([]readOffer, x.Config.Ratio), writing: make([]writeOffer, x.Config.Ratio), rng: rand.New(rand.NewPCG(x.Seed, 1)),
		lines: uint64(2*g.Banks()*x.Rows*g.PageBytes) / hbm.LineBytes,
		mem:   map[uint64]lineOf{}, live: map[uint64]int{}, reads: make([]asked, 1<<min(System{Config: x.Config}.client().Tag, 8)),
		flipped: map[int]bool{},
	}
}

func (b *scoreboard) requests() int { return b.res.Reads + b.res.Writes }

func (b *scoreboard) done() bool {
	for i := range b.reading {
		if b.reading[i].held || b.writing[i].held {
			return false
		}
	}
	for _, d := range b.p.data {
		if d.valid.Bool() {
			return false
		}
	}
	return b.requests() >= b.x.Requests && b.res.Cycles > 8 && !b.p.busy.Bool()
}

// clear makes the memory hold zeros, which are valid with check bytes too.
func (b *scoreboard) clear() {
	for i := range int(b.lines) * 2 {
		b.s.Must(fmt.Sprintf("device.words[%d]", i)).Set(0)
	}
	var zeros lineOf
	for i := range zeros.known {
		zeros.known[i] = 1
	}
	for i := range b.lines {
		b.mem[i] = zeros
	}
}

// cycle is one clock.
func (b *scoreboard) cycle() error {
	b.p.rst.SetBool(b.res.Cycles < 4)
	if b.res.Cycles >= 4 {
		for i := range b.p.data {
			if err := b.answer(&b.p.data[i]); err != nil {
				return err
			}
		}
		b.offer()
		b.accept()
		b.flip()
		b.sleep()
		for _, c := range b.p.commands(nil, 0, 1) {
			if c.Cmd == profile.REFSB || c.Cmd == profile.REFAB {
				b.res.Refreshes++
			}
			if c.Cmd == profile.PDE {
				b.res.PowerDowns++
			}
			if c.Cmd == profile.SRE {
				b.res.SelfRefreshes++
			}
		}
	}
	b.res.Cycles++
	return b.s.Step()
}

func (b *scoreboard) answer(d *dataPort) error {
	if !d.valid.Bool() {
		return nil
	}
	tag := d.tag.Uint()
	r := &b.reads[tag]
	if !r.busy {
		return fmt.Errorf("tag %d comes back but no read has it", tag)
	}
	var got [hbm.LineBytes]byte
	d.data.Bits().FillBytes(got[:])
	for i := range got {
		if v := got[len(got)-1-i]; r.want.known[i] != 0 {
			b.res.Compared++
			if v != r.want.data[i] {
				return fmt.Errorf("read of line %#x: byte %d is %#02x, want %#02x", r.addr, i, v, r.want.data[i])
			}
		}
	}
	if r.order < b.last {
		b.res.OutOfOrder++
	}
	b.last = max(b.last, r.order)
	r.busy = false
	b.live[r.addr]--
	return nil
}

// offer makes new requests on the lanes where none waits.
func (b *scoreboard) offer() {
	if b.mood.left == 0 {
		b.mood = b.newMood()
	}
	b.mood.left--
	if b.requests() >= b.x.Requests {
		b.mood.read, b.mood.write = 0, 0
	}
	for i := range b.reading {
		b.offerRead(&b.reading[i], &b.p.read[i])
		b.offerWrite(&b.writing[i], &b.p.write[i])
	}
}

func (b *scoreboard) offerRead(o *readOffer, p *lanePort) {
	if !o.held && b.rng.IntN(100) < b.mood.read {
		if tag := b.rng.IntN(len(b.reads)); !b.reads[tag].busy {
			*o = readOffer{true, b.address(), tag}
			b.reads[tag].busy = true
			p.addr.SetUint(o.addr)
			p.tag.SetUint(uint64(tag))
		}
	}
	p.valid.SetBool(o.held)
}

func (b *scoreboard) offerWrite(o *writeOffer, p *lanePort) {
	if !o.held && b.rng.IntN(100) < b.mood.write {
		*o = writeOffer{held: true, addr: b.address(), mask: ^uint64(0)}
		for i := range o.line {
			o.line[i] = byte(b.rng.Uint32())
		}
		if b.rng.IntN(100) >= b.mood.full {
			o.mask = b.rng.Uint64() & b.rng.Uint64()
		}
		p.addr.SetUint(o.addr)
		p.mask.SetUint(o.mask)
		p.data.SetBig(littleEndian(o.line))
	}
	p.valid.SetBool(o.held)
}

func littleEndian(l [hbm.LineBytes]byte) *big.Int {
	var r [hbm.LineBytes]byte
	for i, v := range l {
		r[len(r)-1-i] = v
	}
	return new(big.Int).SetBytes(r[:])
}

func (b *scoreboard) address() uint64 {
	if b.mood.consecutives {
		b.mood.base = (b.mood.base + 1) % b.lines
		return b.mood.base
	}
	return (b.mood.base + b.rng.Uint64N(b.mood.spread)) % b.lines
}

func (b *scoreboard) newMood() mood {
	pick := func(vs ...int) int { return vs[b.rng.IntN(len(vs))] }
	next := mood{
		left: 50 + b.rng.IntN(500), spread: uint64(pick(1, 4, 64, int(b.lines), int(b.lines))), base: b.rng.Uint64N(b.lines),
		read: pick(b.least(), 30, 100, 100), write: pick(b.least(), 30, 100, 100), full: pick(0, 50, 100),
		consecutives: b.rng.IntN(4) == 0,
	}
	if next.read+next.write == 0 {
		next.left += 2000 // refreshes are made up, then power-down
	}
	return next
}

// least is the percentage of a quiet time; with power-down it may be none.
func (b *scoreboard) least() int {
	if b.x.Config.PowerDown > 0 {
		return 0
	}
	return 2
}

// accept applies what is taken in this clock: the reads first.
func (b *scoreboard) accept() {
	for i := range b.reading {
		if o := &b.reading[i]; o.held && b.p.read[i].ready.Bool() {
			b.order++
			b.reads[o.tag] = asked{addr: o.addr, want: b.mem[o.addr], order: b.order, busy: true}
			b.hazard(o.addr)
			b.live[o.addr]++
			b.res.Reads++
			o.held = false
		}
	}
	for i := range b.writing {
		if o := &b.writing[i]; o.held && b.p.write[i].ready.Bool() {
			b.write(o)
			o.held = false
		}
	}
}

func (b *scoreboard) hazard(addr uint64) {
	if b.live[addr] > 0 {
		b.res.Hazards++
	}
}

func (b *scoreboard) write(o *writeOffer) {
	l := b.mem[o.addr]
	for i := range l.data {
		if o.mask>>i&1 == 1 {
			l.data[i], l.known[i] = o.line[i], 1
		}
	}
	b.mem[o.addr] = l
	b.hazard(o.addr)
	if o.mask != ^uint64(0) {
		b.res.Partial++
	}
	b.res.Writes++
}

// flip puts an error into a word of the memory that has none yet, spread over
// the run.
func (b *scoreboard) flip() {
	if b.res.Flipped >= b.x.Flips || b.requests()*b.x.Flips/b.x.Requests <= b.res.Flipped {
		return
	}
	const perBurst = hbm.LineBytes / 8 / 2
	at := b.rng.IntN(int(b.lines) * 2 * perBurst)
	if b.flipped[at] {
		return
	}
	b.flipped[at] = true
	h := b.s.Must(fmt.Sprintf("device.words[%d]", at/perBurst))
	v := h.Bits()
	bit := at%perBurst*72 + b.rng.IntN(72)
	h.SetBig(v.SetBit(v, bit, v.Bit(bit)^1))
	b.res.Flipped++
}

// sleep asks for self-refresh now and then, and changes the refresh rate between
// the normal and the double one.
func (b *scoreboard) sleep() {
	if !b.x.Sleeps {
		return
	}
	if b.requests() >= b.x.Requests {
		b.s.Must("control_self_refresh").At(0).Set(0)
		return
	}
	switch b.rng.IntN(2000) {
	case 0, 1:
		b.s.Must("control_self_refresh").At(0).Set(1)
	case 2, 3, 4, 5, 6, 7, 8, 9:
		b.s.Must("control_self_refresh").At(0).Set(0)
	case 10:
		b.s.Must("control_rate").At(0).Set(int64(b.rng.IntN(2)))
	}
}

// end checks that nothing is left over.
func (b *scoreboard) end() error {
	for tag, r := range b.reads {
		if r.busy {
			return fmt.Errorf("hbm integrity: the read of line %#x with tag %d never came back", r.addr, tag)
		}
	}
	if n := b.p.count.Uint(); n > 0 {
		return fmt.Errorf("hbm integrity: %d cycles with violations of the memory's timing", n)
	}
	return nil
}
