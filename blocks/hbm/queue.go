package hbm

import "npugen/hdl"

// entries is a queue of requests of one direction in one pseudo-channel. Entry
// i is bit i of every vector; it stays where it is until it leaves.
type entries struct {
	m     *hdl.Module
	name  string
	n     int
	valid *hdl.Register[hdl.UInt]
	hit   *hdl.Register[hdl.UInt]   // its row is open; a subset of valid
	bank  *hdl.Register[[]hdl.UInt] // by bank: the entries that want it
	row   *hdl.Register[[]hdl.UInt]
	col   *hdl.Register[[]hdl.UInt]
	older *hdl.Register[[]hdl.UInt] // by entry: those that came before it
	waits *hdl.Register[[]hdl.UInt] // by entry: those of the other direction that go first
	mark  *hdl.Register[hdl.UInt]   // there since the last age limit
	late  *hdl.Register[hdl.UInt]   // there since the one before
	high  *hdl.Register[hdl.UInt]   // of the first class; nil without classes
	count *hdl.Register[hdl.UInt]

	arrive *hdl.Var[hdl.UInt] // one-hot: enters at this edge
	leave  *hdl.Var[hdl.UInt] // one-hot: leaves at this edge
	in     Place              // of the one that enters
}

// newEntries makes a queue of n, with other entries in the other direction.
func newEntries(m *hdl.Module, name string, c Config, n, other int) *entries {
	p := c.placeT()
	zero := hdl.U(0, n)
	q := &entries{m: m, name: name, n: n}
	q.valid = hdl.RegInit(m, name+"_valid", zero)
	q.hit = hdl.RegInit(m, name+"_hit", zero)
	q.bank = hdl.Reg(m, name+"_bank", hdl.Vec(c.Geometry.Banks(), hdl.UIntT(n)))
	q.row = hdl.Reg(m, name+"_row", hdl.Vec(n, p.Row))
	q.col = hdl.Reg(m, name+"_col", hdl.Vec(n, p.Column))
	q.older = hdl.Reg(m, name+"_older", hdl.Vec(n, hdl.UIntT(n)))
	q.waits = hdl.RegInit(m, name+"_waits", hdl.Zero(hdl.Vec(n, hdl.UIntT(other))))
	q.mark = hdl.RegInit(m, name+"_mark", zero)
	q.late = hdl.RegInit(m, name+"_late", zero)
	q.count = hdl.RegInit(m, name+"_count", hdl.U(0, log2(n)+1))
	q.arrive = hdl.Wire(m, name+"_arrive", hdl.UIntT(n))
	q.leave = hdl.Wire(m, name+"_leave", hdl.UIntT(n))
	return q
}

// full is true when no entry is free.
func (q *entries) full() hdl.Bool { return q.valid.Q().AndR() }

// free is the entry that the next request takes, one-hot.
func (q *entries) free() hdl.UInt { return lowest(q.valid.Q().Not()) }

// inBanks is the entries whose bank is in the vector.
func (q *entries) inBanks(banks hdl.UInt) hdl.UInt {
	var in []hdl.UInt
	for b, e := range q.bank.Q() {
		in = append(in, gate(banks.Bit(b), e))
	}
	return orAll(in...)
}

// banksOf is the banks that the entries want.
func (q *entries) banksOf(entries hdl.UInt) hdl.UInt {
	var parts []hdl.Bool
	for _, e := range q.bank.Q() {
		parts = append(parts, e.And(entries).OrR())
	}
	return bools(parts)
}

// oldest is the one of the candidates that came first, one-hot.
func (q *entries) oldest(candidates hdl.UInt) hdl.UInt {
	preceded := make([]hdl.Bool, q.n)
	for i, older := range q.older.Q() {
		preceded[i] = older.And(candidates).OrR()
	}
	return without(candidates, bools(preceded))
}

// first is the oldest of the candidates that go before others: the overdue ones,
// or those of the first class.
func (q *entries) first(candidates hdl.UInt) hdl.UInt {
	if q.high == nil {
		return q.oldest(narrow(candidates, q.late.Q()))
	}
	late := candidates.And(q.late.Q())
	return q.oldest(hdl.Mux(late.OrR(), late, narrow(candidates, q.high.Q())))
}

// unordered is the entries that nothing of the other direction precedes.
func (q *entries) unordered() hdl.UInt {
	parts := make([]hdl.Bool, q.n)
	for i, w := range q.waits.Q() {
		parts[i] = w.OrR().Not()
	}
	return bools(parts)
}

// withRow is the entries that want row r of whatever bank.
func (q *entries) withRow(r hdl.UInt) hdl.UInt {
	parts := make([]hdl.Bool, q.n)
	for i, row := range q.row.Q() {
		parts[i] = row.Eq(r)
	}
	return bools(parts)
}

// at is the entries of a place.
func (q *entries) at(p Place) hdl.UInt {
	column := make([]hdl.Bool, q.n)
	for i, c := range q.col.Q() {
		column[i] = c.Eq(p.Column)
	}
	return both(hdl.Index(q.bank.Q(), p.Bank), q.valid.Q(), q.withRow(p.Row), bools(column))
}

// severalBanks is true if an entry wants more than one bank, which never
// happens.
func (q *entries) severalBanks() hdl.Bool {
	one, several := hdl.U(0, q.n), hdl.U(0, q.n)
	for _, e := range q.bank.Q() {
		several = several.Or(one.And(e))
		one = one.Or(e)
	}
	return several.And(q.valid.Q()).OrR()
}

// update is the queue's next state: opened and closed are the banks that the
// row of this step opens and that close in it, hitIn says whether the entering
// request finds its row open, waitIn what it waits for, otherLeaves the entry
// that leaves the other queue.
func (q *entries) update(u queueUpdate) {
	arrive, leave := q.arrive.Get(), q.leave.Get()
	valid := q.valid.Q()
	stays := without(valid, leave)
	q.valid.D(stays.Or(arrive))
	opened := q.inBanks(u.opened).And(q.withRow(u.openedRow))
	closed := q.inBanks(u.closed)
	q.hit.D(without(q.hit.Q().Or(opened.And(valid)), leave.Or(closed)).Or(gate(u.hitIn, arrive)))

	bank := q.bank.Q()
	home := decode(q.in.Bank, len(bank))
	for b := range bank {
		bank[b] = without(bank[b], arrive).Or(gate(home.Bit(b), arrive))
	}
	q.bank.D(bank)
	row, col, older, waits := q.row.Q(), q.col.Q(), q.older.Q(), q.waits.Q()
	for i := range q.n {
		enters := arrive.Bit(i)
		row[i] = hdl.Mux(enters, q.in.Row, row[i])
		col[i] = hdl.Mux(enters, q.in.Column, col[i])
		older[i] = hdl.Mux(enters, stays, without(older[i], arrive))
		waits[i] = hdl.Mux(enters, u.waitIn, without(waits[i], u.otherLeaves))
	}
	q.row.D(row)
	q.col.D(col)
	q.older.D(older)
	q.waits.D(waits)

	if q.high != nil {
		q.high.D(without(q.high.Q(), arrive).Or(gate(u.high, arrive)))
	}
	q.mark.D(without(hdl.Mux(u.tick, valid, q.mark.Q()), leave.Or(arrive)))
	q.late.D(without(hdl.Mux(u.tick, q.late.Q().Or(q.mark.Q().And(valid)), q.late.Q()), leave.Or(arrive)))
	up, down := arrive.OrR(), leave.OrR()
	q.m.When(up.And(down.Not()), func() {
		q.count.D(q.count.Q().AddWrap(hdl.U(1)))
	}).Elsewhen(down.And(up.Not()), func() {
		q.count.D(q.count.Q().SubWrap(hdl.U(1)))
	})
}

// queueUpdate is what happens to a queue at an edge.
type queueUpdate struct {
	opened, closed hdl.UInt // banks
	openedRow      hdl.UInt
	hitIn          hdl.Bool
	waitIn         hdl.UInt
	otherLeaves    hdl.UInt
	tick           hdl.Bool // an age limit passes
	high           hdl.Bool // the one that enters is of the first class
}
