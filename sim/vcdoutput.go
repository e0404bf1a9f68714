package sim

import "io"

// vcdOutput collects text and writes it while more is being made.
type vcdOutput struct {
	w    io.Writer
	text []byte // n bytes of which are to be written
	n    int

	spare []byte     // being written
	busy  chan error // gets the outcome, nil if nothing is being written
	err   error      // the first of the writer
}

// outputBytes is how many bytes are written at once.
const outputBytes = 1 << 18

func newVCDOutput(w io.Writer) *vcdOutput {
	return &vcdOutput{w: w, text: make([]byte, outputBytes), spare: make([]byte, outputBytes)}
}

// room is at least as many bytes for what comes next; n grows by what is put
// there.
func (o *vcdOutput) room(bytes int) []byte {
	if o.n > len(o.text)-bytes {
		o.flush()
	}
	return o.text[o.n:]
}

// add adds a line of any length.
func (o *vcdOutput) add(line []byte) {
	if o.n+len(line) > len(o.text) {
		o.flush()
	}
	o.text = append(o.text[:o.n], line...)
	o.n, o.text = len(o.text), o.text[:cap(o.text)]
}

func (o *vcdOutput) flush() {
	o.wait()
	o.text, o.spare = o.spare, o.text
	given := o.spare[:o.n]
	o.n = 0
	o.busy = make(chan error, 1)
	go func(done chan<- error) {
		_, err := o.w.Write(given)
		done <- err
	}(o.busy)
}

// wait waits for what is being written.
func (o *vcdOutput) wait() {
	if o.busy == nil {
		return
	}
	if err := <-o.busy; err != nil && o.err == nil {
		o.err = vcdError(err)
	}
	o.busy = nil
}

// close writes what is left.
func (o *vcdOutput) close() error {
	o.flush()
	o.wait()
	return o.err
}
