package npu

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/gen/compile"
	"npugen/gen/npu"
	"npugen/isa"
	"npugen/isa/isatest"
	"npugen/isa/order"
)

var (
	firstChip = flag.Int("chip", 1, "seed of the first random chip")
	chips     = flag.Int("chips", 3, "random chips")
	programs  = flag.Int("programs", 2, "random programs on each")
	length    = flag.Int("length", 40, "operations of each")
)

// randomChip has any memory and length of queues. Assertions of the hardware are
// checked.
func randomChip(t testing.TB, rng *rand.Rand, s bundle.Shape) Setup {
	names := profile.Names()
	p, err := profile.Preset(names[rng.IntN(len(names))])
	require.NoError(t, err)
	top := npu.Top{
		Shape: s, Tile: rng.IntN(1 + min(s.Rows, s.Cols, 16)),
		Queue: 2 + rng.IntN(8), Flight: 1 + rng.IntN(8), Fetch: 2 + rng.IntN(32),
		Memory: hbm.Default(p, 8<<rng.IntN(4)), Depth: 16 << rng.IntN(4),
	}
	return Setup{Name: "random", Top: top, ClockMHz: 1000, MemoryBytes: 1 << 20, Checked: true}
}

// fitting is a random program that short queues do not stop.
func fitting(t testing.TB, rng *rand.Rand, s Setup, length int) []isa.Instruction {
	for {
		program := isatest.Program(rng, s.Top.Shape, length)
		require.NoError(t, order.Tokens(s.Top.Shape, program))
		if order.Progress(s.Top.Shape, program, s.Limits()) == nil {
			return program
		}
	}
}

// slot is lines of memory that hold a program, or its data.
const slot = 1 << 9

// job is a program and its data, each in a slot of memory of its own: the banks
// open one row for the one and another for the other.
type job struct {
	image []compile.Segment
	run   compile.Run
	data  uint64 // where it begins, in bytes
}

// newJob draws a job of the chip.
func newJob(t testing.TB, rng *rand.Rand, s Setup, length int) job {
	program := fitting(t, rng, s, length)
	slots := rng.Perm(int(s.MemoryBytes / 64 / slot))
	data, code := uint32(slots[0]*slot), uint32(slots[1]*slot)
	for i, in := range program {
		if _, ok := isa.Lookup(in.Op(), "line"); ok {
			require.NoError(t, program[i].Set("line", in.Get("line")+data))
		}
	}
	run := modified(t, rng, program)
	run.Line = code
	j := job{image: image(rng, program), run: run, data: 64 * uint64(data)}
	j.image[0].Addr, j.image[1].Addr = j.data, 64*uint64(code)
	return j
}

// modified is the program with registers added to words of its instructions, up to all
// modifiers; resolved, it is what it was.
func modified(t testing.TB, rng *rand.Rand, program []isa.Instruction) (run compile.Run) {
	for i := range run.Registers {
		run.Registers[i] = rng.Uint32()
	}
	for i := range program {
		for range rng.IntN(isa.Modifiers + 1) {
			m := isa.Modifier{Word: 3 + rng.IntN(isa.Words-3), Register: rng.IntN(isa.Registers)}
			program[i][m.Word] -= run.Registers[m.Register]
			require.NoError(t, program[i].Modify(m))
		}
	}
	return run
}

// Random programs give on random chips what they give in the functional model,
// and no assertion of the hardware fails.
func TestRandomChips(t *testing.T) {
	t.Parallel()
	for i := range *chips {
		seed := *firstChip + i
		rng := rand.New(rand.NewPCG(uint64(seed), 11))
		s := randomChip(t, rng, isatest.Shape(rng))
		t.Run(fmt.Sprintf("%d_%v", seed, s.Top.Shape), func(t *testing.T) {
			runPrograms(t, rng, s, *programs, *length)
		})
	}
}

// FuzzChip does that with chips that the fuzzer draws: their sizes by one seed,
// programs by another, so that it can keep a chip and change what it runs.
func FuzzChip(f *testing.F) {
	f.Add(uint64(1), uint64(1), byte(10))
	f.Add(uint64(2), uint64(1<<63), byte(60))
	f.Fuzz(func(t *testing.T, chip, program uint64, length byte) {
		rng := rand.New(rand.NewPCG(chip, 12))
		s := randomChip(t, rng, isatest.Shape(rng))
		runPrograms(t, rand.New(rand.NewPCG(program, 13)), s, 1, 1+int(length%100))
	})
}

// runPrograms runs random programs on a chip, each behind the others.
func runPrograms(t *testing.T, rng *rand.Rand, s Setup, programs, length int) {
	t.Helper()
	h, err := NewHardware(s, 1<<20, rng.Uint64())
	require.NoError(t, err)
	ctx := context.Background()
	for n := range programs {
		j := newJob(t, rng, s, length)
		require.NoError(t, h.Load(ctx, j.image))
		_, err := h.Run(ctx, j.run)
		require.NoError(t, err, "program %d on %+v", n, s.Top)
		same(t, h, j.data)
	}
}
