package compile

// Instructions is the program that starts at a line of memory (Run.Line), with
// what each instruction is for; nil if none starts there.
func (p *Program) Instructions(line uint32) []Instruction {
	for _, r := range []*routine{p.first, p.next} {
		if r != nil && r.line == line {
			return r.code
		}
	}
	return nil
}
