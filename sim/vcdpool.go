package sim

import (
	"io"
	"runtime"
)

// vcdPool makes looks into text in several goroutines at once, while the
// simulation goes on, and writes it in order.
type vcdPool struct {
	w    io.Writer
	idle chan *vcdText

	// What follows belongs to the goroutine whose turn it is to write.
	err  error // the first of w
	time Time  // last written, -1 before

	turn chan struct{} // closed when all that was given has been written
}

// newVCDPool has a goroutine for each processor, and one that writes.
func newVCDPool(w io.Writer, l *vcdLines) *vcdPool {
	n := runtime.GOMAXPROCS(0) + 1
	p := &vcdPool{w: w, idle: make(chan *vcdText, n), time: -1, turn: make(chan struct{})}
	close(p.turn)
	for range n {
		p.idle <- newVCDText(l)
	}
	return p
}

// give takes looks to be written, waits until somebody is free to do so, and
// returns others that have been written.
func (p *vcdPool) give(l looks) looks {
	t := <-p.idle
	l, t.looks = t.looks, l
	before, done := p.turn, make(chan struct{})
	p.turn = done
	go func() {
		t.make()
		<-before
		p.write(t)
		close(done)
		p.idle <- t
	}()
	return l
}

func (p *vcdPool) write(t *vcdText) {
	p.time = max(p.time, t.time)
	if p.err != nil {
		return
	}
	if _, err := p.w.Write(t.text[:t.n]); err != nil {
		p.err = vcdError(err)
	}
}

// close waits for all, and ends the file at a time.
func (p *vcdPool) close(end Time) error {
	<-p.turn
	if p.err == nil && p.time < end {
		p.err = writeTime(p.w, end)
	}
	return p.err
}
