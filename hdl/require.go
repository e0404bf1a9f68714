package hdl

// Require says what a definition's parameters must satisfy. When ok is false
// the message is a diagnostic of the elaboration, such as "fifo: depth 3: want
// a power of two", and Build goes on.
func (m *Module) Require(ok bool, format string, args ...any) {
	if !ok {
		m.report(newDiag(CodeParam, format, args...).fix("change the parameters of %s", m.title()))
	}
}
