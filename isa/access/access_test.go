package access_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/isa"
	"npugen/isa/access"
	"npugen/isa/asm"
	"npugen/isa/isatest"
)

var shape = bundle.Shape{Rows: 4, Cols: 4, Lanes: 2, VBWords: 64, ABRows: 16, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 6}

// of is the spans of an instruction as text.
func of(t *testing.T, text string) (spans []string) {
	t.Helper()
	program, err := asm.Assemble("x", text)
	require.NoError(t, err)
	list, err := access.Of(shape, program[0])
	require.NoError(t, err)
	for _, s := range list {
		spans = append(spans, s.String())
	}
	return spans
}

func TestSpans(t *testing.T) {
	for text, want := range map[string][]string{
		"STREAM line=2 rows=5":    {"reads memory[128..147]"},
		"STREAM line=2":           nil,
		"LOAD line=1 d=4 words=3": {"reads memory[64..87]", "writes VB[4..9]"},
		"MATMUL a=1 a_stride=3 m=2 kt=2 nt=1 last_rows=4 d_stride=8": {"reads AB[1..2]", "reads AB[4..5]", "writes VB[0..3]", "writes VB[8..11]"},
		"MATMUL m=1 nt=2 d=4":         {"writes VB[4..11]"},
		"MATMUL m=1 kt=1 last_rows=1": nil,
		"MATMUL m=3 nt=2 d=4 d_stride=12 peak=1 p=2 len=5 each=2": {
			"writes VB[4..7]", "writes VB[16..19]", "writes VB[28..31]", "writes VB[8..9]", "writes VB[20..21]", "writes VB[32..33]",
			"writes VB[2..3]", "writes VB[14..15]", "writes VB[26..27]"},
		"MATMUL m=2 d_stride=2 peak=1 p=8": {"writes VB[8..11]"},
		"MAP n0=2 n1=1 len=2 a=4 a_s0=4 b=8 bin=add d=20 d_s0=2 keep=1 pre=mul s=3 one=1 red=max t=6": {
			"reads VB[4..5]", "reads VB[8..9]", "reads SB[3..3]", "writes VB[20..21]", "writes SB[6..6]",
			"reads VB[8..9]", "reads VB[8..9]", "reads SB[3..3]", "writes VB[22..23]", "writes SB[7..7]"},
		"MAP n0=2 n1=1 len=2 inc=2 a_s0=2":                   {"reads VB[0..5]"},
		"QUANT n0=1 n1=1 len=9 scaled=1 s=2 d=4":             {"reads VB[0..8]", "reads SB[2..2]", "writes AB[4..6]"},
		"ARGMAX a=2 len=3":                                   {"reads VB[2..4]"},
		"TOPK a=2 len=3 d=5 k=6":                             {"reads VB[2..4]", "writes AB[5..10]"},
		"STORE n0=1 n1=1 a=2 len=3 line=1 se=2":              {"reads AB[2..2]", "writes memory[64..64]", "writes memory[66..66]", "writes memory[68..68]"},
		"STORE n0=2 n1=1 len=2 a_s0=1 s0=1 se=8 transpose=1": {"reads AB[0..1]", "writes memory[0..1]", "writes memory[8..9]"},
		"STORE n0=2 n1=1 len=2 a_s0=1 s0=4 off=60 scale=1":   {"reads AB[0..1]", "writes memory[60..67]"},
	} {
		require.Equal(t, want, of(t, text), text)
	}
}

// Rows of legal instructions stay in the buffers, and each row's spans are those
// of the loop.
func TestRandomInstructionsAreInside(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		s := isatest.Shape(rng)
		in := isatest.Instruction(rng, s, isa.Ops()[2+rng.IntN(len(isa.Ops())-2)])
		spans, err := access.Of(s, in)
		require.NoError(t, err)
		for _, x := range spans {
			require.Less(t, x.Lo, x.Hi)
			require.LessOrEqual(t, x.Hi, access.Size(s, x.Space))
		}
	}
}

func ExampleOf() {
	program, err := asm.Assemble("x", "MAP n0=1 n1=1 len=4 a=3 d=8 keep=1")
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = access.Of(shape, program[0])
	fmt.Println(err)
	// Output: MAP a 3: want a multiple of 2, or a row within one word (4 elements at i0 = 0, i1 = 0)
}
