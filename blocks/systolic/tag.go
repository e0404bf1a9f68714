package systolic

import (
	"math/bits"

	"npugen/hdl"
)

// Tag says what becomes of a vector of sums. It enters with the activations.
type Tag struct {
	Valid hdl.Bool // there is a vector
	Addr  hdl.UInt // entry of the accumulators that collects it
	First hdl.Bool // overwrite the entry rather than add to it
	Last  hdl.Bool // give the total out rather than store it
	Mark  hdl.Bool // comes out with the total; for the user
}

// TagT is the type of the tag for accumulators of depth entries.
func TagT(depth int) Tag { return Tag{Addr: hdl.UIntT(indexWidth(depth))} }

// indexWidth is the bits that number n things, at least 1.
func indexWidth(n int) int { return max(1, bits.Len(uint(n-1))) }

// TagDelay delays tags by Cycles enabled cycles. It is a pair of wide shift
// registers rather than a register for each cycle, which would make hundreds.
// Only the valid bits have a reset.
type TagDelay struct {
	Cycles int `hdl:"n"` // at least 1
	Depth  int `hdl:"d"` // entries that Addr addresses
}

// TagDelayIn is the tag that enters.
type TagDelayIn struct {
	Tag Tag
	En  hdl.Bool
}

// TagDelayOut is the tag Cycles enabled cycles later.
type TagDelayOut struct{ Tag Tag }

// Inputs gives the types of the ports.
func (d TagDelay) Inputs() TagDelayIn { return TagDelayIn{Tag: TagT(clamp(d.Depth, 1, maxDepth))} }

// Build makes the delay line.
func (d TagDelay) Build(m *hdl.Module, in TagDelayIn) TagDelayOut {
	m.Doc("delay line of tags")
	d.Cycles = within(m, "a delay of %d cycles", d.Cycles, 1, maxDelay)
	within(m, "tags for %d entries", d.Depth, 1, maxDepth)
	rest := hdl.Cat(in.Tag.Addr, in.Tag.First, in.Tag.Last, in.Tag.Mark)
	w := rest.Width()
	valid := hdl.RegInit(m, "line_valid", hdl.U(0, d.Cycles))
	tags := hdl.Reg(m, "line", hdl.UIntT(d.Cycles*w))
	m.When(in.En, func() {
		valid.D(shiftIn(valid.Q(), in.Tag.Valid.AsUInt()))
		tags.D(shiftIn(tags.Q(), rest))
	})
	top := d.Cycles * w
	out := tags.Q().Bits(top-1, top-w)
	return TagDelayOut{Tag{
		Valid: valid.Q().Bit(d.Cycles - 1),
		Addr:  out.Bits(w-1, 3), First: out.Bit(2), Last: out.Bit(1), Mark: out.Bit(0),
	}}
}
