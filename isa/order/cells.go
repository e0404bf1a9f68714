package order

import (
	"npugen/isa"
	"npugen/isa/access"
)

// cells is, for each cell of a buffer and each queue, the last instruction that
// read it and the last that wrote it, by its number in the queue, from 1. The last
// is enough: if it is done, so are all earlier ones of its queue.
type cells struct{ read, written [isa.Queues][]int32 }

// touch records an access and reports what it meets of others.
func (c *cells) touch(s access.Span, q isa.Queue, number int32, size uint64, meet func(q isa.Queue, number int32, write bool, at uint64)) {
	for other := range isa.Queues {
		if w := c.written[other]; w != nil {
			for i, n := range w[s.Lo:s.Hi] {
				if n > 0 {
					meet(other, n, true, s.Lo+uint64(i))
				}
			}
		}
		if r := c.read[other]; r != nil && s.Write {
			for i, n := range r[s.Lo:s.Hi] {
				if n > 0 {
					meet(other, n, false, s.Lo+uint64(i))
				}
			}
		}
	}
	mine := &c.read[q]
	if s.Write {
		mine = &c.written[q]
	}
	if *mine == nil {
		*mine = make([]int32, size)
	}
	for i := s.Lo; i < s.Hi; i++ {
		(*mine)[i] = number
	}
}
