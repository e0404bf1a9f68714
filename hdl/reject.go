package hdl

// Reject reports parameters that the module being built cannot have, such as a
// depth of 0: problem is what is wrong, fix is what to write instead. Build
// goes on afterwards, so that every mistake of a run is found; it uses the
// nearest parameter that works.
func (m *Module) Reject(problem, fix string) {
	m.report(newDiag(CodeRange, "%s", problem).fix("%s", fix))
}
