package hbm

import "npugen/hdl"

// direction is whether the bus reads or writes. The row slots turn first and
// open rows for the new direction while the column slots finish the hits of the
// old one: the time to turn the data bus is used for activates.
type direction struct {
	rows, cols hdl.Bool // true for writes
}

// reading and writing are true while either kind of slot is in the direction.
func (d direction) reading() hdl.Bool { return d.rows.And(d.cols).Not() }
func (d direction) writing() hdl.Bool { return d.rows.Or(d.cols) }

// leadFrames is how long the column slots may stay behind.
const leadFrames = 5

// leastFrames is how long a direction stays when requests of the other are
// overdue or ordered before its own.
const leastFrames = 32

// newDirection decides when to turn.
func (s *scheduler) newDirection() direction {
	m, c := s.m, s.c
	rows := hdl.RegInit(m, "row_dir", hdl.B(false))
	cols := hdl.RegInit(m, "col_dir", hdl.B(false))
	since := hdl.RegInit(m, "since_turn", hdl.U(0, 10))
	idle := hdl.RegInit(m, "idle_frames", hdl.U(0, 6))

	reads, writes := s.reads.count.Q(), s.writes.count.Q()
	atLeast := func(n int) hdl.Bool { return since.Q().Ge(hdl.U(uint64(n), 10)) }
	ordered := func(q *entries) hdl.Bool { return without(q.valid.Q(), q.unordered()).OrR() }
	stalled := idle.Q().Ge(hdl.U(uint64(c.Stall), 6))
	settled := rows.Q().Eq(cols.Q())

	toWrite := writes.OrR().And(hdl.Any(
		reads.OrR().Not(),
		writes.Ge(hdl.U(uint64(c.High))).And(atLeast(c.Batch)),
		writes.Gt(hdl.U(uint64(c.Low))).And(stalled),
		s.writes.late.Q().OrR().Or(ordered(s.reads)).And(atLeast(leastFrames)),
	))
	toRead := reads.OrR().And(hdl.Any(
		writes.Le(hdl.U(uint64(c.Low))),
		atLeast(c.Batch),
		stalled,
		s.reads.late.Q().OrR().Or(ordered(s.writes)).And(atLeast(leastFrames)),
	))
	turn := hdl.Name(m, "turn", settled.And(hdl.Mux(rows.Q(), toRead, toWrite)))

	left := hdl.Mux(cols.Q(), s.writes.hit.Q().OrR(), s.reads.hit.Q().OrR())
	follow := hdl.Name(m, "follow", settled.Not().And(left.Not().Or(atLeast(leadFrames))))
	started := orAll(s.rd[0].now.Get(), s.rd[1].now.Get(), s.wr[0].now.Get(), s.wr[1].now.Get()).OrR()
	m.When(s.step, func() {
		m.When(turn, func() { rows.D(rows.Q().Not()) })
		m.When(follow, func() { cols.D(rows.Q()) })
		since.D(hdl.Mux(turn, hdl.U(0, 10), since.Q().AddSat(hdl.U(1))))
		idle.D(hdl.Mux(started.Or(settled.Not()), hdl.U(0, 6), idle.Q().AddSat(hdl.U(1))))
	})
	return direction{rows: rows.Q(), cols: cols.Q()}
}
