package compile

// Instructions is the program that starts at a line of memory (Run.Line), with
// what each instruction is for; nil if none starts there.
func (p *Program) Instructions(line uint32) []Instruction {
	if r := p.at(line); r != nil {
		return r.code
	}
	return nil
}

// Estimate is about when the instructions of a run are executed.
func (p *Program) Estimate(run Run, cost Cost) []Span {
	if r := p.at(run.Line); r != nil {
		return p.geometry.estimate(r.code, run.Registers, cost)
	}
	return nil
}

func (p *Program) at(line uint32) *routine {
	for _, r := range append([]*routine{p.first, p.next}, p.batches...) {
		if r != nil && r.line == line {
			return r
		}
	}
	return nil
}
