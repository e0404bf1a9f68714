package npu

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/bits"
)

// host is a host on the two buses of a bench.
type host struct {
	*bench
	beat int // bytes of a beat of AXI4
}

func newHost(b *bench) *host {
	for _, name := range []string{"lite_b_ready", "lite_r_ready", "host_b_ready", "host_r_ready"} {
		b.set(name, 1)
	}
	return &host{bench: b, beat: 8 * b.in["host_w_data"].words}
}

// poke writes a register.
func (h *host) poke(ctx context.Context, addr int, v uint32) error {
	h.set("lite_aw_valid", 1)
	h.set("lite_aw_addr", uint64(addr))
	h.set("lite_w_valid", 1)
	h.set("lite_w_data", uint64(v))
	h.set("lite_w_strb", 15)
	for waiting := true; waiting; {
		if err := h.either(ctx, "lite_aw_ready", "lite_w_ready"); err != nil {
			return err
		}
		for _, c := range []string{"lite_aw", "lite_w"} {
			if h.get(c+"_ready") == 1 {
				h.set(c+"_valid", 0)
			}
		}
		waiting = h.driven("lite_aw_valid") || h.driven("lite_w_valid")
	}
	if err := h.until(ctx, "lite_b_valid"); err != nil {
		return err
	}
	return refused(h.get("lite_b_resp"), "register", addr)
}

// peek reads a register.
func (h *host) peek(ctx context.Context, addr int) (uint32, error) {
	h.set("lite_ar_valid", 1)
	h.set("lite_ar_addr", uint64(addr))
	if err := h.until(ctx, "lite_ar_ready"); err != nil {
		return 0, err
	}
	h.set("lite_ar_valid", 0)
	if err := h.until(ctx, "lite_r_valid"); err != nil {
		return 0, err
	}
	return uint32(h.get("lite_r_data")), refused(h.get("lite_r_resp"), "register", addr)
}

func refused(resp uint64, what string, addr int) error {
	if resp != 0 {
		return fmt.Errorf("%s %#x: the chip answered with response %d", what, addr, resp)
	}
	return nil
}

// driven is whether an input of one bit is 1.
func (h *host) driven(name string) bool { return h.row[h.in[name].first] == 1 }

// either waits for one of two outputs.
func (h *host) either(ctx context.Context, a, b string) error {
	for range h.patience {
		if _, err := h.run(1); err != nil {
			return err
		}
		if h.get(a) == 1 || h.get(b) == 1 {
			return ctx.Err()
		}
	}
	return fmt.Errorf("cycle %d: %s and %s were 0 for %d cycles", h.cycles, a, b, h.patience)
}

// burstBeats is the longest burst of AXI4.
const burstBeats = 256

// fill writes bytes from an address on, a multiple of a beat. The last beat is
// written in part if it is not full.
func (h *host) fill(ctx context.Context, addr uint64, data []byte) error {
	for len(data) > 0 {
		n := min(len(data), burstBeats*h.beat)
		if err := h.burst(ctx, addr, data[:n]); err != nil {
			return fmt.Errorf("write of memory at %#x: %w", addr, err)
		}
		addr, data = addr+uint64(n), data[n:]
	}
	return nil
}

func (h *host) burst(ctx context.Context, addr uint64, data []byte) error {
	beats := (len(data) + h.beat - 1) / h.beat
	h.set("host_aw_valid", 1)
	h.set("host_aw_addr", addr)
	h.set("host_aw_len", uint64(beats-1))
	h.set("host_aw_size", uint64(bits.TrailingZeros(uint(h.beat))))
	h.set("host_aw_burst", 1)
	h.set("host_w_valid", 1)
	h.write(data)
	for waited := 0; beats > 0 || h.driven("host_aw_valid"); waited++ {
		if waited > h.patience {
			return fmt.Errorf("not taken for %d cycles, %d beats are left", h.patience, beats)
		}
		if _, err := h.run(1); err != nil {
			return err
		}
		if h.get("host_aw_ready") == 1 {
			h.set("host_aw_valid", 0)
		}
		if beats == 0 || h.get("host_w_ready") == 0 {
			continue
		}
		beats, waited = beats-1, 0
		if data = data[min(len(data), h.beat):]; beats > 0 {
			h.write(data)
		} else {
			h.set("host_w_valid", 0)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if err := h.until(ctx, "host_b_valid"); err != nil {
		return err
	}
	return refused(h.get("host_b_resp"), "memory", int(addr))
}

// write drives a beat of W with the first bytes of data.
func (h *host) write(data []byte) {
	last := len(data) <= h.beat
	beat := make([]byte, h.beat)
	n := copy(beat, data)
	words, strobes := make([]uint64, h.beat/8), make([]uint64, (h.beat+63)/64)
	for i := range words {
		words[i] = binary.LittleEndian.Uint64(beat[8*i:])
	}
	for i := range n {
		strobes[i/64] |= 1 << (i % 64)
	}
	h.set("host_w_data", words...)
	h.set("host_w_strb", strobes...)
	h.set("host_w_last", 0)
	if last {
		h.set("host_w_last", 1)
	}
}

// dump reads bytes from an address on, both multiples of a beat.
func (h *host) dump(ctx context.Context, addr uint64, n int) (data []byte, err error) {
	for at := addr; len(data) < n; at = addr + uint64(len(data)) {
		beats := min((n-len(data))/h.beat, burstBeats)
		if data, err = h.answers(ctx, data, at, beats); err != nil {
			return nil, fmt.Errorf("read of memory at %#x: %w", at, err)
		}
	}
	return data, nil
}

// answers appends the beats of a burst.
func (h *host) answers(ctx context.Context, data []byte, addr uint64, beats int) ([]byte, error) {
	h.set("host_ar_valid", 1)
	h.set("host_ar_addr", addr)
	h.set("host_ar_len", uint64(beats-1))
	h.set("host_ar_size", uint64(bits.TrailingZeros(uint(h.beat))))
	h.set("host_ar_burst", 1)
	if err := h.until(ctx, "host_ar_ready"); err != nil {
		return nil, err
	}
	h.set("host_ar_valid", 0)
	for b := range beats {
		if err := h.until(ctx, "host_r_valid"); err != nil {
			return nil, err
		}
		if err := refused(h.get("host_r_resp"), "memory", int(addr)); err != nil {
			return nil, err
		}
		if last := h.get("host_r_last") == 1; last != (b == beats-1) {
			return nil, fmt.Errorf("beat %d of %d: last is %t", b, beats, last)
		}
		for _, w := range h.words("host_r_data", h.seen) {
			data = binary.LittleEndian.AppendUint64(data, w)
		}
	}
	return data, nil
}
