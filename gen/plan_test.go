package gen_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen"
)

func smallEngine() gen.Engine {
	return gen.Engine{Rows: 2, Cols: 3, ActW: 8, WeightW: 8, AccW: 32, AccDepth: 8, BufDepth: 12, BufBanks: 1, WeightFIFO: 4}
}

// TestPlanComputes interprets plans: the streams in their order, through the
// loops of the commands, give every element of the product once.
func TestPlanComputes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 150 {
		e := smallEngine()
		e.Rows, e.Cols, e.AccDepth, e.BufDepth = 1+r.IntN(5), 1+r.IntN(5), 1+r.IntN(9), 1+r.IntN(20)
		requireProduct(t, e, 1+r.IntN(25), 1+r.IntN(25), 1+r.IntN(25))
	}
}

func FuzzPlan(f *testing.F) {
	f.Add(byte(2), byte(3), byte(8), byte(12), byte(9), byte(6), byte(4))
	f.Fuzz(func(t *testing.T, rows, cols, acc, buf, m, k, n byte) {
		e := smallEngine()
		e.Rows, e.Cols, e.AccDepth, e.BufDepth = 1+int(rows%9), 1+int(cols%9), 1+int(acc%40), 1+int(buf%60)
		requireProduct(t, e, 1+int(m%50), 1+int(k%50), 1+int(n%50))
	})
}

func requireProduct(t *testing.T, e gen.Engine, m, k, n int) {
	p, err := gen.NewPlan(e, m, k, n)
	require.NoError(t, err)
	at := func(row, col int) int32 { return int32(row*31 + col*7 - 200) }
	got := interpret(t, p, at)
	require.Len(t, got, m*n)
	for i := range m {
		for j := range n {
			want := int32(0)
			for x := range k {
				want += at(i, x) * at(j, x)
			}
			if got[[2]int{i, j}] != want {
				t.Fatalf("%+v: element %d, %d is %d, want %d", p, i, j, got[[2]int{i, j}], want)
			}
		}
	}
}

// interpret does with the streams of a plan what the engine does.
func interpret(t *testing.T, p gen.Plan, at gen.Element) map[[2]int]int32 {
	e := p.Engine
	var acts, weights [][]int32
	var lasts []bool
	for v := range p.Activations(at) {
		acts = append(acts, v)
	}
	for row, last := range p.Weights(at) {
		weights, lasts = append(weights, row), append(lasts, last)
	}
	var tiles []gen.Tile
	for tile := range p.Tiles() {
		tiles = append(tiles, tile)
	}
	out := map[[2]int]int32{}
	acc := make([][]int32, e.AccDepth)
	for _, s := range p.Steps {
		require.LessOrEqual(t, s.Vectors, e.AccDepth)
		require.LessOrEqual(t, s.Vectors*s.KTiles, e.BufDepth)
		for range s.NTiles {
			for kt := range s.KTiles {
				var tile [][]int32
				for done := false; !done; {
					tile, done = append(tile, weights[0]), lasts[0]
					weights, lasts = weights[1:], lasts[1:]
				}
				for v := range s.Vectors {
					sum := make([]int32, e.Cols)
					if kt > 0 || s.Continue {
						copy(sum, acc[v])
					}
					for r, row := range tile {
						for c := range sum {
							sum[c] += acts[kt*s.Vectors+v][r] * row[c]
						}
					}
					acc[v] = sum
				}
			}
			if s.Hold {
				continue
			}
			require.Equal(t, s.Vectors, tiles[0].Rows)
			for v := range s.Vectors {
				for c := range tiles[0].Cols {
					place := [2]int{tiles[0].Row + v, tiles[0].Col + c}
					require.NotContains(t, out, place)
					out[place] = acc[v][c]
				}
			}
			tiles = tiles[1:]
		}
		if !s.Keep {
			acts = acts[s.Vectors*s.KTiles:]
		}
	}
	require.Empty(t, acts)
	require.Empty(t, weights)
	require.Empty(t, tiles)
	return out
}

func TestPlanSplits(t *testing.T) {
	for _, x := range []struct {
		reason  string
		m, k, n int
		steps   int
	}{
		{"all fits", 6, 4, 9, 1},
		{"more rows than accumulators", 9, 2, 3, 2},
		{"more activations than buffer", 5, 6, 3, 2},
		{"a reduction longer than the buffer", 8, 30, 4, 2 * 15},
		{"columns cost no command", 1, 1, 3000, 1},
		{"more tiles than a command counts", 1, 1, 3*65536 + 1, 2},
		{"the longest reduction", 1, 131071, 1, 5462},
	} {
		t.Run(x.reason, func(t *testing.T) {
			p, err := gen.NewPlan(smallEngine(), x.m, x.k, x.n)
			require.NoError(t, err)
			require.Len(t, p.Steps, x.steps)
		})
	}
}

func TestPlanRefuses(t *testing.T) {
	_, err := gen.NewPlan(smallEngine(), 1, 0, 1)
	require.EqualError(t, err, "plan: product of 1 x 0 x 1: want at least 1 each")
	e := smallEngine()
	e.AccW = 18
	_, err = gen.NewPlan(e, 1, 8, 1)
	require.EqualError(t, err, "plan: reduction of 8: sums of products of 8 x 8 bits are exact in 18 bits up to 7")
	_, err = gen.NewPlan(e, 1, 7, 1)
	require.NoError(t, err)
}

// A product of 3 x 5 x 4 on an array of 2 x 3 cells: two tiles of columns,
// each of three tiles of the reduction, the last of one row.
func ExampleNewPlan() {
	e := gen.Engine{Rows: 2, Cols: 3, ActW: 8, WeightW: 8, AccW: 32, AccDepth: 8, BufDepth: 12, BufBanks: 1, WeightFIFO: 4}
	p, err := gen.NewPlan(e, 3, 5, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range p.Steps {
		fmt.Printf("command: %d vectors, %d tiles along K, %d along N\n", s.Vectors, s.KTiles, s.NTiles)
	}
	digits := func(row, col int) int32 { return int32(10*(row+1) + col) }
	for v := range p.Activations(digits) {
		fmt.Print("  ", v)
	}
	fmt.Println()
	for row, last := range p.Weights(digits) {
		fmt.Print("  ", row)
		if last {
			fmt.Println()
		}
	}
	for t := range p.Tiles() {
		fmt.Printf("  results: rows %d-%d, columns %d-%d\n", t.Row, t.Row+t.Rows-1, t.Col, t.Col+t.Cols-1)
	}
	fmt.Println("  at least", p.Cycles(), "cycles")
	// Output:
	// command: 3 vectors, 3 tiles along K, 2 along N
	//   [10 11]  [20 21]  [30 31]  [12 13]  [22 23]  [32 33]  [14 0]  [24 0]  [34 0]
	//   [10 20 30]  [11 21 31]
	//   [12 22 32]  [13 23 33]
	//   [14 24 34]
	//   [40 0 0]  [41 0 0]
	//   [42 0 0]  [43 0 0]
	//   [44 0 0]
	//   results: rows 0-2, columns 0-2
	//   results: rows 0-2, columns 3-3
	//   at least 18 cycles
}
