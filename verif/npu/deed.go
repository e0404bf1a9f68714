package npu

import (
	"context"

	"npugen/gen/compile"
)

// deed is what the host did: it loaded an image, or ran a program in some
// cycles.
type deed struct {
	load        []compile.Segment
	run         compile.Run
	from, until int
}

// again drives a bench as the host has driven the hardware's, from the bench's
// cycle up to another.
func (h *Hardware) again(ctx context.Context, b *bench, until int, drive func(cycles int) error) error {
	at := 0
	for _, d := range h.host.script {
		n := min(at+d.cycles, until) - max(at, b.cycles)
		at += d.cycles
		copy(b.row, d.row)
		for ; n > 0; n -= 1 << 12 {
			if err := drive(min(n, 1<<12)); err != nil {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
	}
	return nil
}

// drive is run without its outputs.
func (b *bench) drive(cycles int) error {
	_, err := b.run(cycles)
	return err
}
