package machine

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"npugen/blocks/bundle"
	"npugen/blocks/fp/golden"
	"npugen/isa"
	"npugen/isa/isatest"
)

var f32 = golden.FP32

// function is the special functions on raw bits: 1, 2 those of fn, 11, 12 of fin.
func function(n int, x uint64) uint64 {
	v := math.Float32frombits(uint32(x))
	switch n {
	case isa.FnExp:
		v = golden.Exp(v)
	case isa.FnSilu:
		v = golden.Silu(v)
	case 10 + isa.FinRsqrt:
		v = golden.Rsqrt(v)
	case 10 + isa.FinRecip:
		v = golden.Recip(v)
	default:
		return x
	}
	return uint64(math.Float32bits(v))
}

// draws is choices of a property test.
type draws struct{ t *rapid.T }

func (d draws) IntN(n int) int { return rapid.IntRange(0, n-1).Draw(d.t, "n") }

// fixture is a machine and a slow one with the same random contents.
func fixture(t require.TestingT, s bundle.Shape, seed uint64) (*Machine, *slow) {
	src := splitmix(seed)
	mem := NewMemory()
	m, err := New(s, mem, Options{AnyBuffer: true, AnyMemory: true})
	require.NoError(t, err)
	w := &slow{s: s, vb: map[int]uint32{}, q: map[[2]int]int8{}, sc: map[int]uint32{}, sb: map[int]uint32{}, mem: map[int]byte{}}
	for i := range m.VB {
		m.VB[i] = isatest.Float(&src)
		w.vb[i] = m.VB[i]
	}
	for i := range m.SB {
		m.SB[i] = isatest.Float(&src)
		w.sb[i] = m.SB[i]
	}
	for i := range m.AB {
		m.AB[i].Scale = isatest.Float(&src)
		w.sc[i] = m.AB[i].Scale
		for r := range m.AB[i].Q {
			m.AB[i].Q[r] = int8(src.IntN(256) - 128)
			w.q[[2]int{i, r}] = m.AB[i].Q[r]
		}
	}
	data := make([]byte, 64*isatest.Lines)
	for i := range data {
		data[i] = byte(src.IntN(256))
		w.mem[i] = data[i]
	}
	mem.Write(0, data)
	return m, w
}

// splitmix is a fast Source.
type splitmix uint64

func (s *splitmix) IntN(n int) int {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(n))
}

const programLine = isatest.Lines

// Each operation on random contents equals the slow evaluation: state and hash.
func TestOperationsEqualSlowEvaluation(t *testing.T) {
	for _, op := range isa.Ops() {
		if op.Queue() == isa.Control {
			continue
		}
		t.Run(op.String(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				s := isatest.Shape(draws{t})
				m, w := fixture(t, s, uint64(rapid.Uint32().Draw(t, "seed")))
				in := isatest.Instruction(draws{t}, s, op)
				if op == isa.MATMUL {
					feed(t, m, w, in)
				}
				raw := in.Append(nil)
				m.Memory.Write(64*programLine, raw)
				m.Start(programLine, [isa.Registers]uint32{})
				step, err := m.Step()
				require.NoError(t, err)
				require.Equal(t, w.run(in), step.Hash, "hash")
				same(t, m, w)
			})
		})
	}
}

// feed fills the weight FIFO with the rows that a MATMUL takes, and some more.
func feed(t *rapid.T, m *Machine, w *slow, in isa.Instruction) {
	rows := in.Get("nt") * (in.Get("kt")*uint32(4+m.shape.Rows) + 1)
	stream := isa.New(isa.STREAM)
	require.NoError(t, stream.Set("rows", rows))
	m.Memory.Write(64*programLine, stream.Append(nil))
	m.Start(programLine, [isa.Registers]uint32{})
	_, err := m.Step()
	require.NoError(t, err)
	w.run(stream)
}

// same compares all state. Memory is compared where programs do not lie.
func same(t *rapid.T, m *Machine, w *slow) {
	for i, x := range m.VB {
		require.Equal(t, w.vb[i], x, "VB[%d]", i)
	}
	for i, x := range m.SB {
		require.Equal(t, w.sb[i], x, "SB[%d]", i)
	}
	for i, r := range m.AB {
		require.Equal(t, w.sc[i], r.Scale, "scale of AB[%d]", i)
		for k, q := range r.Q {
			require.Equal(t, w.q[[2]int{i, k}], q, "AB[%d][%d]", i, k)
		}
	}
	data := make([]byte, 64*isatest.Lines)
	m.Memory.Read(0, data)
	for i, b := range data {
		if w.mem[i] != b {
			require.Equal(t, w.mem[i], b, "memory[%d]", i)
		}
	}
	require.Equal(t, w.best, m.Best)
	require.Equal(t, len(w.fifo), m.fifo.rows())
	for i, row := range w.fifo {
		require.Equal(t, row, m.fifo.bytes[i*m.fifo.width:(i+1)*m.fifo.width])
	}
}
