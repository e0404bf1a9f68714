package buffer

import (
	"fmt"
	"math/bits"

	"npugen/hdl"
)

// PingPong hands the two halves of a region from a writer to a reader: the
// writer fills one half while the reader drains the other, and each swaps to
// the other half with a command.
//
// Commit says that the writer's half is full; it is accepted while the writer
// owns a half, and from the next cycle on the writer is on the other half.
// Release says that the reader's half is drained, likewise. Each waits until
// the half it swaps to is free: CanWrite and CanRead say so. After reset the
// writer owns half 0 and 1, in this order, and the reader none.
//
// Latency: 1 cycle from a command to the status. Storage: 4 bits.
type PingPong struct{}

// PingPongIn is the commands.
type PingPongIn struct {
	Commit  hdl.Source[hdl.None]
	Release hdl.Source[hdl.None]
}

// PingPongOut is the status. A half means something only with its Can.
type PingPongOut struct {
	WriteHalf hdl.Bool // half to fill
	CanWrite  hdl.Bool // it may be filled
	ReadHalf  hdl.Bool // half to drain
	CanRead   hdl.Bool // it may be drained
	Full      hdl.UInt // halves that are full: 0 to 2
}

// Inputs has the two commands.
func (PingPong) Inputs() PingPongIn { return PingPongIn{} }

// Build counts full halves.
func (PingPong) Build(m *hdl.Module, in PingPongIn) PingPongOut {
	m.Doc("hands two halves of a region from a writer to a reader")
	full := hdl.RegInit(m, "full", hdl.U(0, 2))
	writing := hdl.RegInit(m, "write_half", hdl.B(false))
	reading := hdl.RegInit(m, "read_half", hdl.B(false))
	canWrite, canRead := full.Q().Ne(hdl.U(2)), full.Q().OrR()
	commit, release := in.Commit.Accept(canWrite), in.Release.Accept(canRead)
	m.When(commit, func() { writing.D(writing.Q().Not()) })
	m.When(release, func() { reading.D(reading.Q().Not()) })
	m.When(commit.And(release.Not()), func() {
		full.D(full.Q().AddWrap(hdl.U(1)))
	}).Elsewhen(release.And(commit.Not()), func() {
		full.D(full.Q().SubWrap(hdl.U(1)))
	})
	return PingPongOut{writing.Q(), canWrite, reading.Q(), canRead, full.Q()}
}

// Region is a place for two halves in a buffer: 2*Half words from Base on.
// Half is a power of two and Base a multiple of 2*Half, so that an address is
// put together without an adder.
type Region struct{ Base, Half int }

// Addr is the address, width bits wide, of word offset of a half. offset has
// log2(Half) bits (one bit, ignored, where Half is 1).
func (r Region) Addr(m *hdl.Module, width int, half hdl.Bool, offset hdl.UInt) hdl.UInt {
	if r.Half < 1 || r.Half&(r.Half-1) != 0 || r.Base < 0 || r.Base%(2*r.Half) != 0 {
		m.Reject(fmt.Sprintf("a region at %d with halves of %d words", r.Base, r.Half),
			"make Half a power of two and Base a multiple of twice that")
		return hdl.U(0, max(width, 1))
	}
	low := bits.Len(uint(r.Half)) - 1
	high := width - low - 1
	if high < 0 || bits.Len(uint(r.Base))-low-1 > high {
		m.Reject(fmt.Sprintf("a region of twice %d words at %d with addresses of %d bits", r.Half, r.Base, width), "widen the address")
		return hdl.U(0, max(width, 1))
	}
	var parts []hdl.Bits
	if high > 0 {
		parts = append(parts, hdl.U(uint64(r.Base>>(low+1)), high))
	}
	parts = append(parts, half)
	if low > 0 {
		parts = append(parts, offset)
	}
	addr := hdl.Cat(parts...)
	if addr.Width() != width {
		m.Reject(fmt.Sprintf("an offset of %d bits in halves of %d words", offset.Width(), r.Half), fmt.Sprintf("make it %d bits wide", low))
		return hdl.U(0, width)
	}
	return addr
}

// countWidth is the bits that hold 0 to n.
func countWidth(n int) int { return max(1, bits.Len(uint(n))) }

// indexWidth is the bits that number n things, at least 1.
func indexWidth(n int) int { return max(1, bits.Len(uint(n-1))) }
