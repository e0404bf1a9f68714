package hbm

import "npugen/hdl"

// urgency is the oldest overdue request of the current direction whose row is
// not open. It gets its bank: of the hits there only those go first that are
// older. So a request waits for two age limits and for those before it in its
// queue, whatever else comes.
type urgency struct {
	bank          hdl.UInt // one-hot
	reads, writes hdl.UInt // hits that may be served
}

func (s *scheduler) newUrgency() urgency {
	pick := func(name string, q *entries, turn hdl.Bool) hdl.UInt {
		overdue := both(without(q.late.Q(), q.hit.Q()), q.unordered(), turn.AsUInt().Rep(q.n))
		return hdl.Name(s.m, name, q.oldest(overdue))
	}
	r := pick("urgent_read", s.reads, s.dir.rows.Not())
	w := pick("urgent_write", s.writes, s.dir.rows)
	u := urgency{bank: hdl.Name(s.m, "urgent_bank", s.reads.banksOf(r).Or(s.writes.banksOf(w)))}
	may := func(name string, q *entries, first hdl.UInt) hdl.UInt {
		after := make([]hdl.Bool, q.n)
		other := first.OrR().Not() // of the other direction: all wait
		for i, older := range q.older.Q() {
			after[i] = older.And(first).OrR().Or(other)
		}
		return hdl.Name(s.m, name, without(q.hit.Q().And(q.unordered()), q.inBanks(u.bank).And(bools(after))))
	}
	u.reads = may("read_hits", s.reads, r)
	u.writes = may("write_hits", s.writes, w)
	return u
}
