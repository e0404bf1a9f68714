package bundle

import (
	"math/big"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/isa"
	"npugen/sim"
)

// decoder gives a line's command.
type decoder[B Command] struct{}

type decoderIn struct{ Line hdl.UInt }

type decoderOut[B Command] struct{ C B }

func (decoder[B]) Inputs() decoderIn { return decoderIn{Line: hdl.UIntT(32 * isa.Words)} }

func (decoder[B]) Build(m *hdl.Module, in decoderIn) decoderOut[B] {
	m.Unused(in.Line)
	return decoderOut[B]{Decode[B](in.Line)}
}

// Every field of random instructions arrives where its name says, and every
// field of an operation is in the bundle of its unit.
func TestDecode(t *testing.T) {
	decodes[Stream](t)
	decodes[Load](t)
	decodes[Matmul](t)
	decodes[Vector](t)
	decodes[Store](t)
}

func decodes[B Command](t *testing.T) {
	t.Helper()
	var b B
	for _, op := range b.ops() {
		for _, f := range isa.Fields(op) {
			require.Equal(t, f.Word, find(b.ops(), f.Name).Word, f.Name)
			require.Equal(t, f.Mask(), find(b.ops(), f.Name).Mask(), f.Name)
		}
	}
	c, err := hdl.Elaborate(decoder[B]{})
	require.NoError(t, err)
	s, err := sim.New(c.Design, sim.Options{})
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(1, 2))
	typ := reflect.TypeOf(b)
	for range 20 {
		in := isa.New(b.ops()[rng.IntN(len(b.ops()))])
		for i := 1; i < isa.Words; i++ {
			in[i] = rng.Uint32()
		}
		line := new(big.Int)
		for i, w := range in {
			line.Or(line, new(big.Int).Lsh(big.NewInt(int64(w)), uint(32*i)))
		}
		s.Must("line").SetBig(line)
		for i := range typ.NumField() {
			name := typ.Field(i).Tag.Get("isa")
			f := find(b.ops(), name)
			require.Equal(t, uint64(in[f.Word]&f.Mask()>>f.Lo), s.Must("c_"+name).Uint(), name)
		}
	}
}
