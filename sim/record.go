package sim

import (
	"fmt"
	"io"
	"time"
)

// RecordOptions bound a recording.
type RecordOptions struct {
	// Memory is the bytes that a recording may take. When it is full, states are
	// kept at longer distances, and then what is oldest is forgotten; two states
	// are kept whatever they take. 0 means 256 MiB.
	Memory int
}

// Recording keeps what is needed to do again what a simulation did: its state
// now and then, and what was poked and which clocks rose since. So waves of any
// stretch of time can be written when it is known which one is worth a look,
// and the run that shows what is wrong need not be done again.
type Recording struct {
	s        *Sim
	memory   int
	chapters []*chapter // by time; the last is being written
	batches  []*Batch   // by number in logs
	fresh    bool       // nothing that settling could change was logged since
	end      Time       // of the recording, when it has been stopped
	stopped  bool

	cycles int           // that a burst may have
	began  time.Time     // of the burst
	taken  time.Time     // when the last state was saved
	least  time.Duration // from one to the next
	every  time.Duration // or more, so that it does not take too long
	visits int           // of consider since then
}

// recordMemory is the bytes that a recording may take.
const recordMemory = 256 << 20

// Record starts a recording at the present time. It costs little: some bytes
// for each poke and each edge outside of bursts, and a copy of the state ten times
// a second or less. There can be one recording at a time. As a read does, Record,
// Stop and Recording.VCD let the logic settle.
func (s *Sim) Record(o RecordOptions) (*Recording, error) {
	if s.rec != nil {
		return nil, fmt.Errorf("sim: record: a recording is under way: stop it first")
	}
	if o.Memory < 0 {
		return nil, fmt.Errorf("sim: record: memory of %d bytes: want a positive number, or 0 for 256 MiB", o.Memory)
	}
	if o.Memory == 0 {
		o.Memory = recordMemory
	}
	s.ready()
	r := &Recording{s: s, memory: o.Memory, cycles: firstBurst, least: saveEvery}
	r.save()
	s.rec = r
	return r, nil
}

// Stop ends the recording. Waves of it can still be written.
func (r *Recording) Stop() {
	if r.stopped {
		return
	}
	r.s.ready()
	r.stopped, r.end = true, r.s.now
	r.s.rec = nil
}

// Span is from when to when waves can be written: the end is that of the
// recording, or the present time.
func (r *Recording) Span() (from, until Time) {
	if !r.stopped {
		return r.chapters[0].at, r.s.now
	}
	return r.chapters[0].at, r.end
}

// VCD writes waves of a stretch of the recording, by default all of it, as
// Sim.VCD would have done. It does again what the simulation did, from the last
// state that was saved before the stretch, and leaves the simulation as it was.
func (r *Recording) VCD(w io.Writer, o VCDOptions) error {
	s := r.s
	s.ready()
	first, last := r.Span()
	if o.From <= 0 {
		o.From = first
	}
	if o.From < first || o.From > last {
		return fmt.Errorf("sim: record: waves from %v: the recording has %v to %v", o.From, first, last)
	}
	n := len(r.chapters) - 1
	for r.chapters[n].at > o.From {
		n--
	}
	p := newPlayer(r, r.chapters[n])
	v, err := p.x.VCD(w, o)
	if err != nil {
		return err
	}
	now := s.eng.Save(r.chapters[len(r.chapters)-1].state)
	defer s.eng.Restore(now)
	s.eng.Restore(r.chapters[n].state)
	p.play(r.chapters[n:], v.from, min(v.until, last))
	if err := v.Close(); err != nil {
		return err
	}
	return p.x.err
}
