package machine

// fifo is the weight FIFO: rows of Cols bytes. It is as deep as the program
// needs; package order checks what the hardware's depth means.
type fifo struct {
	width int
	bytes []byte
}

func (f *fifo) rows() int { return len(f.bytes) / f.width }

// room appends n rows and gives their bytes to fill.
func (f *fifo) room(n int) []byte {
	at := len(f.bytes)
	f.bytes = append(f.bytes, make([]byte, n*f.width)...)
	return f.bytes[at:]
}

// take removes n rows.
func (f *fifo) take(n int) []byte {
	b := f.bytes[:n*f.width]
	f.bytes = f.bytes[n*f.width:]
	return b
}
