package sim

// Save begins a chapter of a recording, as time does.
func (r *Recording) Save() {
	r.s.ready()
	r.save()
}

// Chapters is how many there are.
func (r *Recording) Chapters() int { return len(r.chapters) }

// Lowered brings a clock that nothing disturbs through its falling edge, as a
// batch does before its first row; it reports false if something disturbs it.
func (s *Sim) Lowered(c *Clock) bool {
	if s.start() != nil || !s.undisturbed(c) {
		return false
	}
	s.lowered(c)
	return true
}
