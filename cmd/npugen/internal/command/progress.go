package command

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// Progress tells the user of a terminal what takes so long. Elsewhere it
// prints nothing.
type Progress struct {
	w       io.Writer
	on      bool
	mu      sync.Mutex
	stop    chan struct{}
	stopped chan struct{}
	what    atomic.Value // string: what is shown of the step
}

// patience is how long a step may take before it is shown.
const patience = 300 * time.Millisecond

func newProgress(w io.Writer, on bool) *Progress { return &Progress{w: w, on: on} }

// Step begins a step of the work and ends the one before.
func (p *Progress) Step(format string, args ...any) {
	p.Done()
	if p == nil || !p.on {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stop, p.stopped = make(chan struct{}), make(chan struct{})
	p.what.Store(fmt.Sprintf(format, args...))
	go p.show(p.stop, p.stopped)
}

// Update changes what is shown of the step, which goes on.
func (p *Progress) Update(format string, args ...any) {
	if p != nil && p.on {
		p.what.Store(fmt.Sprintf(format, args...))
	}
}

// Done ends the step and wipes the line.
func (p *Progress) Done() {
	if p == nil || !p.on {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stop != nil {
		close(p.stop)
		<-p.stopped
		p.stop = nil
	}
}

func (p *Progress) show(stop, stopped chan struct{}) {
	defer close(stopped)
	start := time.Now()
	tick := time.NewTicker(patience)
	defer tick.Stop()
	shown := false
	for {
		select {
		case <-stop:
			if shown {
				fmt.Fprint(p.w, "\r\x1b[K")
			}
			return
		case now := <-tick.C:
			fmt.Fprintf(p.w, "\r\x1b[K%s (%.0f s)", p.what.Load(), now.Sub(start).Seconds())
			shown = true
		}
	}
}
