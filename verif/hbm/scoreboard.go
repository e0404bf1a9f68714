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
	Rows     int // of each bank that are used; 0 means 4
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
}

// Do runs it. An error is the first wrong answer, a lost or unexpected one, or
// a violation of the memory's timing.
func (x Integrity) Do() (IntegrityResult, error) {
	if x.Rows == 0 {
		x.Rows = 4
	}
	c, err := hdl.Elaborate(System{Config: x.Config, StoreRows: x.Rows})
	if err != nil {
		return IntegrityResult{}, fmt.Errorf("hbm integrity: %w", err)
	}
	s, err := sim.New(c.Design, sim.Options{Seed: x.Seed})
	if err != nil {
		return IntegrityResult{}, fmt.Errorf("hbm integrity: %w", err)
	}
	b := newScoreboard(x, s)
	for !b.done() {
		if err := b.cycle(); err != nil {
			return b.res, fmt.Errorf("hbm integrity: cycle %d: %w", b.res.Cycles, err)
		}
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
	data  *sim.Handle
	rng   *rand.Rand
	lines uint64
	mem   map[uint64]lineOf
	reads []asked
	order int
	last  int // order of the youngest read that has come back
	live  map[uint64]int
	mood  mood
	res   IntegrityResult

	raddr, waddr uint64
	rtag         int
	rv, wv       bool
	wline        [hbm.LineBytes]byte
	wmask        uint64
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
		x: x, s: s, p: portsOf(s), data: s.Must("data_data"), rng: rand.New(rand.NewPCG(x.Seed, 1)),
		lines: uint64(2*g.Banks()*x.Rows*g.PageBytes) / hbm.LineBytes,
		mem:   map[uint64]lineOf{}, live: map[uint64]int{}, reads: make([]asked, 1<<min(x.Config.Tag, 8)),
	}
}

func (b *scoreboard) requests() int { return b.res.Reads + b.res.Writes }

func (b *scoreboard) done() bool {
	return b.requests() >= b.x.Requests && !b.rv && !b.wv && b.res.Cycles > 8 && !b.p.busy.Bool() && !b.p.dv.Bool()
}

// cycle is one clock.
func (b *scoreboard) cycle() error {
	b.p.rst.SetBool(b.res.Cycles < 4)
	if b.res.Cycles >= 4 {
		if err := b.answer(); err != nil {
			return err
		}
		b.offer()
		b.accept()
		if b.p.row[0].Bool() && profile.Command(b.p.row[2].Uint()) == profile.REFSB {
			b.res.Refreshes++
		}
	}
	b.res.Cycles++
	return b.s.Step()
}

func (b *scoreboard) answer() error {
	if !b.p.dv.Bool() {
		return nil
	}
	tag := b.p.dtag.Uint()
	r := &b.reads[tag]
	if !r.busy {
		return fmt.Errorf("tag %d comes back but no read has it", tag)
	}
	var got [hbm.LineBytes]byte
	b.data.Bits().FillBytes(got[:])
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

// offer makes new requests where none waits.
func (b *scoreboard) offer() {
	if b.mood.left == 0 {
		b.mood = b.newMood()
	}
	b.mood.left--
	if b.requests() >= b.x.Requests {
		b.mood.read, b.mood.write = 0, 0
	}
	if !b.rv && b.rng.IntN(100) < b.mood.read {
		if tag := b.rng.IntN(len(b.reads)); !b.reads[tag].busy {
			b.rv, b.rtag, b.raddr = true, tag, b.address()
			b.p.raddr.SetUint(b.raddr)
			b.p.rtag.SetUint(uint64(tag))
		}
	}
	if !b.wv && b.rng.IntN(100) < b.mood.write {
		b.wv, b.waddr = true, b.address()
		for i := range b.wline {
			b.wline[i] = byte(b.rng.Uint32())
		}
		b.wmask = ^uint64(0)
		if b.rng.IntN(100) >= b.mood.full {
			b.wmask = b.rng.Uint64() & b.rng.Uint64()
		}
		b.p.waddr.SetUint(b.waddr)
		b.p.wmask.SetUint(b.wmask)
		b.p.wdata.SetBig(littleEndian(b.wline))
	}
	b.p.rv.SetBool(b.rv)
	b.p.wv.SetBool(b.wv)
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
	return mood{
		left: 50 + b.rng.IntN(500), spread: uint64(pick(1, 4, 64, int(b.lines), int(b.lines))), base: b.rng.Uint64N(b.lines),
		read: pick(2, 30, 100, 100), write: pick(2, 30, 100, 100), full: pick(0, 50, 100),
		consecutives: b.rng.IntN(4) == 0,
	}
}

// accept applies what is taken in this cycle: the read first.
func (b *scoreboard) accept() {
	readTaken, writeTaken := b.rv && b.p.rr.Bool(), b.wv && b.p.wr.Bool()
	if readTaken {
		b.order++
		b.reads[b.rtag] = asked{addr: b.raddr, want: b.mem[b.raddr], order: b.order, busy: true}
		if b.live[b.raddr] > 0 {
			b.res.Hazards++
		}
		b.live[b.raddr]++
		b.res.Reads++
		b.rv = false
	}
	if writeTaken {
		l := b.mem[b.waddr]
		for i := range l.data {
			if b.wmask>>i&1 == 1 {
				l.data[i], l.known[i] = b.wline[i], 1
			}
		}
		b.mem[b.waddr] = l
		if b.live[b.waddr] > 0 {
			b.res.Hazards++
		}
		if b.wmask != ^uint64(0) {
			b.res.Partial++
		}
		b.res.Writes++
		b.wv = false
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
