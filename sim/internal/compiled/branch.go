package compiled

// branch pushes a value of which only one side is computed.
func (e *emitter) branch(v *value, s sides) {
	local := e.f.Local(typeOf(int(v.w)))
	known := func(bit int32) {
		e.f.I32(bit)
		e.f.Set(local)
	}
	switch k := s.one(); v.op {
	case opMux:
		e.choice(v.args[0])
		e.f.If()
		e.side(s[0], v.args[1], local)
		e.f.Else()
		e.side(s[1], v.args[2], local)
	case opAnd:
		e.push(v.args[1-k])
		e.f.If()
		e.side(s[k], v.args[k], local)
		e.f.Else()
		known(0)
	case opOr:
		e.push(v.args[1-k])
		e.f.If()
		known(1)
		e.f.Else()
		e.side(s[k], v.args[k], local)
	}
	endElse(e.f)
	e.f.Get(local)
}

// one is the only side that has an arm.
func (s sides) one() int {
	if s[0] != nil {
		return 0
	}
	return 1
}

// side computes an arm and leaves a value in a local variable. What it puts into
// others is not known behind the branch.
func (e *emitter) side(a *arm, v *value, local uint32) {
	mark := len(e.known)
	if a != nil {
		for _, x := range a.values {
			if !e.p.deferred(x) {
				e.compute(x)
			}
		}
	}
	e.push(v)
	e.f.Set(local)
	for _, x := range e.known[mark:] {
		delete(e.scalar, x)
	}
	e.known = e.known[:mark]
}
