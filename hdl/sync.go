package hdl

// RegSync brings a condition from another clock domain into the current one
// through two registers, name_meta and name: two cycles of latency, no reset.
// The condition must come straight from a register of its own domain and hold
// long enough to be sampled. Several bits that change together need a
// handshake or an asynchronous FIFO instead.
func RegSync(m *Module, name string, d Bool) Bool {
	meta := Reg(m, join(name, "meta"), BoolT())
	meta.D(d)
	for _, s := range meta.sigs {
		s.Sync = true
	}
	return RegNext(m, name, meta.Q())
}
