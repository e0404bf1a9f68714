package sim

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// fixedLooks is a tracer of which only the layout is asked.
type fixedLooks struct {
	places [][]engine.Place
	bytes  int
}

func (f *fixedLooks) Places() [][]engine.Place { return f.places }
func (f *fixedLooks) ImageBytes() int          { return f.bytes }
func (f *fixedLooks) Image(dst []byte) []byte  { return dst }
func (f *fixedLooks) Look(dst []byte) []byte   { return dst }

// BenchmarkVCDText writes the lines of random values that change all the time,
// those of a grid whose cells hold 8, 16, 32 and 64 bits and a bit.
func BenchmarkVCDText(b *testing.B) {
	const cells, looked = 256, 50
	f, vars := &fixedLooks{}, []vcdVar{}
	widths := []int{8, 16, 32, 64, 1}
	for _, w := range widths {
		n := (w + 7) / 8
		for range cells {
			f.places = append(f.places, []engine.Place{{At: f.bytes, Bytes: n}})
			vars = append(vars, vcdVar{typ: ir.Type{Width: w}, id: vcdID(2 * len(vars))})
			f.bytes += n
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	var l looks
	for range looked {
		for block := range f.bytes / engine.BlockBytes {
			l.data = binary.LittleEndian.AppendUint64(l.data, uint64(block))
			l.data = binary.LittleEndian.AppendUint64(l.data, 1<<64-1)
			for range engine.BlockBytes / 8 {
				l.data = binary.LittleEndian.AppendUint64(l.data, r.Uint64())
			}
		}
		l.data = engine.AppendLookEnd(l.data)
	}
	l.spans = []span{{step: 10, count: looked}}
	t := newVCDText(newVCDLines(vars, f))
	t.looks = l
	b.ResetTimer()
	lines := 0
	for range b.N {
		t.make()
		lines += looked * len(vars)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(lines), "ns/line")
}
