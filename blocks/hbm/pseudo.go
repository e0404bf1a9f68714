package hbm

import (
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// Pseudo is the scheduler of one pseudo-channel: its two queues, the state of
// its banks, and in each frame one decision for the row slots and one for the
// column slots (frame.go). It takes a read and a write a clock.
//
// A decision is combinational from the queues to the frame registers, within
// the clocks from one Step to the next: 4 at a frequency ratio of 1:1.
type Pseudo struct {
	Config Config
	PC     int
}

// ReadRequest is a read on its way into a queue.
type ReadRequest struct {
	Place
	Tag hdl.UInt
}

// WriteRequest is a write on its way into a queue.
type WriteRequest struct {
	Place
	Data hdl.UInt // a line
	Mask hdl.UInt // its bytes that are written
}

// PseudoIn is the requests. Step is up in the last clock of a frame. With Stop
// the scheduler closes its rows and starts nothing; with Sleep the memory
// refreshes itself. Rate is that of ControlIn.
type PseudoIn struct {
	Step  hdl.Bool
	Stop  hdl.Bool
	Sleep hdl.Bool
	Rate  hdl.UInt
	Read  hdl.Source[ReadRequest]
	Write hdl.Source[WriteRequest]
}

// RowSlot is what a pseudo-channel does on the row bus in a frame.
type RowSlot struct {
	Valid hdl.Bool
	Cmd   hdl.UInt
	Bank  hdl.UInt
	Row   hdl.UInt
}

// ColSlot is what it does in one of its two slots of the column bus.
type ColSlot struct {
	Valid  hdl.Bool
	Cmd    hdl.UInt
	Bank   hdl.UInt
	Column hdl.UInt // in bursts; the lowest bit says which half of the line
	Tag    hdl.UInt // of a read
}

// PseudoOut is the commands of the present frame, and the data of its writes by
// slot.
type PseudoOut struct {
	Row  RowSlot
	Col  []ColSlot
	Data []hdl.UInt // half a line
	Mask []hdl.UInt
	Busy hdl.Bool // requests wait, or their commands do

	AllClosed    hdl.Bool // no row is open
	Owes, Forced hdl.Bool // a refresh is owed or may be pulled in; must not wait
}

func (c Config) readT() ReadRequest {
	return ReadRequest{Place: c.placeT(), Tag: hdl.UIntT(c.Tag)}
}

func (c Config) writeT() WriteRequest {
	return WriteRequest{Place: c.placeT(), Data: hdl.UIntT(c.LineBits()), Mask: hdl.UIntT(c.MaskBits())}
}

// Inputs has the requests' types.
func (p Pseudo) Inputs() PseudoIn {
	return PseudoIn{Rate: hdl.UIntT(2), Read: hdl.StreamT(p.Config.readT()), Write: hdl.StreamT(p.Config.writeT())}
}

// Build makes the scheduler.
func (p Pseudo) Build(m *hdl.Module, in PseudoIn) PseudoOut {
	m.Doc("scheduler of one pseudo-channel")
	if err := p.Config.Check(); err != nil {
		m.Reject(err.Error(), "correct the configuration")
		p.Config = legal()
	}
	m.Unused(in.Read.Data().PC, in.Write.Data().PC) // the channel has routed by it
	s := newScheduler(m, p, in)
	row := s.rowDecision()
	line := s.columnDecision()
	s.refreshState(row.refresh)
	s.advance(row, line)
	return s.outputs(row, line)
}

// legal is some configuration, to go on with after a mistake.
func legal() Config {
	p, err := profile.Preset("hbm2-2000-8gb")
	if err != nil {
		panic(err) // a test loads every preset
	}
	return Default(p, 16)
}

// scheduler is a Pseudo under construction. Vectors of banks have bit b for
// bank b, vectors of entries bit i for entry i.
type scheduler struct {
	m    *hdl.Module
	c    Config
	o    offsets
	in   PseudoIn
	step hdl.Bool

	reads, writes *entries
	open          *hdl.Register[hdl.UInt]   // banks with an open row
	rows          *hdl.Register[[]hdl.UInt] // which one

	act, pre   *history    // banks, by frame of the command
	ref        *history    // 1 bit: a refresh
	rd, wr     [2]*history // banks that a line was started in, by slot
	rda, wra   [2]*history // those of them that close
	work, held hdl.UInt    // banks that entries want; that hits hold open
	recent     hdl.UInt    // banks that had work a short time ago
	dir        direction
	urgent     urgency
	refresh    refreshes
}

func newScheduler(m *hdl.Module, p Pseudo, in PseudoIn) *scheduler {
	c := p.Config
	n := c.Geometry.Banks()
	s := &scheduler{m: m, c: c, o: offsetsOf(p.PC), in: in, step: in.Step}
	s.reads = newEntries(m, "r", c, c.Reads/2, c.Writes/2)
	if c.Priority {
		s.reads.high = hdl.RegInit(m, "r_high", hdl.U(0, c.Reads/2))
	}
	s.writes = newEntries(m, "w", c, c.Writes/2, c.Reads/2)
	s.open = hdl.RegInit(m, "open", hdl.U(0, n))
	s.rows = hdl.Reg(m, "open_row", hdl.Vec(n, hdl.UIntT(log2(c.Geometry.Rows))))
	s.act = newHistory(m, s.step, "act", n)
	s.pre = newHistory(m, s.step, "pre", n)
	s.ref = newHistory(m, s.step, "refreshed", 1)
	for k, slot := range []string{"a", "b"} {
		s.rd[k] = newHistory(m, s.step, "rd_"+slot, n)
		s.wr[k] = newHistory(m, s.step, "wr_"+slot, n)
		s.rda[k] = newHistory(m, s.step, "rda_"+slot, n)
		s.wra[k] = newHistory(m, s.step, "wra_"+slot, n)
	}
	s.work = hdl.Name(m, "work", s.reads.banksOf(s.reads.valid.Q()).Or(s.writes.banksOf(s.writes.valid.Q())))
	s.recent = s.recentWork()
	s.refresh = s.newRefreshes()
	s.dir = s.newDirection()
	s.urgent = s.newUrgency()
	return s
}

// distance is the frames from a command to another that share what scope says.
func (s *scheduler) distance(from, to profile.Command, scope profile.Scope, fromAt, toAt int) int {
	return frames(s.c.Timings.Distance(from, to, scope), fromAt, toAt)
}

// groups widens the banks that are up to all banks of their groups.
func (s *scheduler) groups(banks hdl.UInt) hdl.UInt {
	per := s.c.Geometry.BanksPerGroup
	parts := make([]hdl.Bits, s.c.Geometry.BankGroups)
	for g := range parts {
		any := banks.Bits((g+1)*per-1, g*per).OrR()
		parts[len(parts)-1-g] = any.AsUInt().Rep(per)
	}
	return hdl.Cat(parts...)
}

// lineDone is the banks in which a line of a history is too recent for a
// command at place to, delay cycles after the line's second burst.
func (s *scheduler) lineDone(h [2]*history, delay, to int) hdl.UInt {
	var parts []hdl.UInt
	for slot := range h {
		parts = append(parts, h[slot].within(frames(delay, s.o.second(slot), to)))
	}
	return orAll(parts...)
}

// writeAges is the age limit of writes in those of reads: nobody waits for a
// write, and each turn of the bus costs two dozen cycles.
const writeAges = 8

// advance is the state after this clock.
func (s *scheduler) advance(row rowChoice, line lineChoice) {
	m, n := s.m, s.c.Geometry.Banks()
	closing := line.closes.Or(row.pre)
	opened := hdl.Name(m, "opened", gate(s.step, row.act))
	closed := hdl.Name(m, "closed", gate(s.step, closing))
	s.open.D(without(s.open.Q().Or(opened), closed))
	rows := s.rows.Q()
	for b := range rows {
		rows[b] = hdl.Mux(opened.Bit(b), row.row, rows[b])
	}
	s.rows.D(rows)
	for _, q := range []*entries{s.reads, s.writes} {
		m.Assert(q.name+"_one_bank", q.severalBanks().Not(), "an entry wants several banks")
		m.Assert(q.name+"_hits_valid", without(q.hit.Q(), q.valid.Q()).OrR().Not(), "an entry that is not there finds its row open")
		m.Assert(q.name+"_hits_open", without(q.banksOf(q.hit.Q()), s.open.Q()).OrR().Not(), "an entry finds a row open that is closed")
		m.Assert(q.name+"_leave_valid", without(q.leave.Get(), q.valid.Q()).OrR().Not(), "an entry leaves that is not there")
		m.Assert(q.name+"_arrive_free", q.arrive.Get().And(q.valid.Q()).OrR().Not(), "an entry is overwritten")
	}
	m.Assert("one_line", line.read.OrR().And(line.write.OrR()).Not(), "a read and a write start in one slot")
	openNext := without(s.open.Q().Or(opened), closed)

	age := hdl.RegInit(m, "age", hdl.U(0, 12))
	tick := hdl.Name(m, "age_tick", s.step.And(age.Q().Is(uint64(s.c.Age-1))))
	m.When(s.step, func() { age.D(hdl.Mux(tick, hdl.U(0, 12), age.Q().AddWrap(hdl.U(1)))) })
	rounds := hdl.RegInit(m, "age_rounds", hdl.U(0, log2(writeAges)))
	m.When(tick, func() { rounds.D(rounds.Q().AddWrap(hdl.U(1))) })

	s.reads.leave.Set(gate(s.step, line.read))
	s.writes.leave.Set(gate(s.step, line.write))
	read := s.in.Read.Accept(s.reads.full().Not())
	write := s.in.Write.Accept(s.writes.full().Not())
	rp, wp := s.in.Read.Data().Place, s.in.Write.Data().Place
	s.reads.in, s.writes.in = rp, wp
	s.reads.arrive.Set(gate(read, s.reads.free()))
	s.writes.arrive.Set(gate(write, s.writes.free()))

	hits := func(p Place) hdl.Bool {
		home := decode(p.Bank, n)
		now := opened.And(home).OrR()
		row := hdl.Mux(now, row.row, hdl.Index(s.rows.Q(), p.Bank))
		return openNext.And(home).OrR().And(row.Eq(p.Row))
	}
	together := rp.Bank.Eq(wp.Bank).And(rp.Row.Eq(wp.Row), rp.Column.Eq(wp.Column))
	common := queueUpdate{opened: opened, openedRow: row.row, closed: closed, tick: tick}
	u := common
	u.hitIn = hits(rp)
	if s.c.Priority {
		at := s.c.classBit()
		u.high = s.in.Read.Data().Tag.Bits(at, at).AsBool()
	}
	u.waitIn = without(s.writes.at(rp), s.writes.leave.Get())
	u.otherLeaves = s.writes.leave.Get()
	s.reads.update(u)
	u = common
	u.hitIn = hits(wp)
	u.waitIn = without(s.reads.at(wp), s.reads.leave.Get()).Or(gate(together, s.reads.arrive.Get()))
	u.otherLeaves = s.reads.leave.Get()
	u.tick = tick.And(rounds.Q().AndR())
	s.writes.update(u)
}
