package sim

// Save begins a chapter of a recording, as time does.
func (r *Recording) Save() {
	r.s.ready()
	r.save()
}

// Chapters is how many there are.
func (r *Recording) Chapters() int { return len(r.chapters) }
