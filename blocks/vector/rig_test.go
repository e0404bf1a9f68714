package vector_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/blocks/vector"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/isa"
	"npugen/isa/access"
	"npugen/isa/isatest"
	"npugen/isa/machine"
	"npugen/sim"
)

func design(t require.TestingT, s bundle.Shape) *ir.Design {
	c, err := hdl.Elaborate(vector.Unit{Shape: s})
	require.NoError(t, err)
	return c.Design
}

// rig is a unit in the simulator, and what came out of it.
type rig struct {
	t       require.TestingT
	s       *sim.Sim
	shape   bundle.Shape
	fields  []*sim.Handle // of the command, as names
	names   []string
	valid   *sim.Handle
	ready   *sim.Handle
	done    *sim.Handle
	hash    *sim.Handle
	row     *sim.Handle
	addr    *sim.Handle
	q       *sim.Handle
	scale   *sim.Handle
	active  *sim.Handle
	clk     *sim.Clock
	cycle   int
	taken   []int // cycles in which commands were taken
	doneAt  []int
	hashes  []uint32
	ab      []machine.Row
	actives int
	before  func() // is called in every cycle
}

func newRig(t require.TestingT, s bundle.Shape, seed uint64) *rig {
	return rigOf(t, design(t, s), s, seed)
}

func rigOf(t require.TestingT, d *ir.Design, s bundle.Shape, seed uint64) *rig {
	m, err := sim.New(d, sim.Options{Seed: seed})
	require.NoError(t, err)
	r := &rig{t: t, s: m, shape: s, ab: make([]machine.Row, s.ABRows)}
	typ := reflect.TypeFor[bundle.Vector]()
	for i := range typ.NumField() {
		name := typ.Field(i).Tag.Get("isa")
		r.names = append(r.names, name)
		r.fields = append(r.fields, m.Must("command_"+name))
	}
	r.valid, r.ready = m.Must("command_valid"), m.Must("command_ready")
	r.done, r.hash, r.active = m.Must("retired_done"), m.Must("retired_hash"), m.Must("active")
	r.row, r.addr, r.q, r.scale = m.Must("rows_valid"), m.Must("rows_addr"), m.Must("rows_row_q"), m.Must("rows_row_scale")
	for _, n := range []string{"matrix_ready", "load_ready", "best"} {
		m.Must(n)
	}
	r.clk = m.Clock("clk", 10*sim.Ns, 5*sim.Ns)
	m.PokeName("rst", 1)
	require.NoError(t, m.Step())
	m.PokeName("rst", 0)
	return r
}

// step is a cycle.
func (r *rig) step() {
	if r.before != nil {
		r.before()
	}
	if r.active.Bool() {
		r.actives++
	}
	if r.done.Bool() {
		r.hashes = append(r.hashes, uint32(r.hash.Uint()))
		r.doneAt = append(r.doneAt, r.cycle)
	}
	if r.row.Bool() {
		row := machine.Row{Q: make([]int8, r.shape.Rows), Scale: uint32(r.scale.Uint())}
		for i := range row.Q {
			row.Q[i] = int8(r.q.At(i).Int())
		}
		r.ab[r.addr.Uint()] = row
	}
	require.NoError(r.t, r.s.Step())
	r.cycle++
}

// offer puts an instruction in front of the unit until it is taken.
func (r *rig) offer(in isa.Instruction) {
	for i, name := range r.names {
		r.fields[i].SetUint(uint64(in.Get(name)))
		if f, ok := isa.Lookup(in.Op(), name); !ok { // other operations' bits are not for it to see
			f, _ = isa.Lookup(isa.MAP, name)
			if name == "scaled" {
				f, _ = isa.Lookup(isa.QUANT, name)
			}
			r.fields[i].SetUint(uint64(in[f.Word] & f.Mask() >> f.Lo))
		}
	}
	r.valid.SetBool(true)
	for !r.ready.Bool() {
		r.step()
	}
	r.taken = append(r.taken, r.cycle)
	r.step()
	r.valid.SetBool(false)
}

// finish waits until n operations are complete.
func (r *rig) finish(n int) {
	for limit := r.cycle + 20_000; len(r.hashes) < n; r.step() {
		require.Less(r.t, r.cycle, limit, "the unit hangs: %d of %d complete", len(r.hashes), n)
	}
	r.step()
}

// fill writes a word through the port of the matrix unit or the loader.
func (r *rig) fill(port string, addr int, data []uint32) {
	if port == "matrix" && r.shape.Cols%r.shape.Lanes != 0 { // in two parts
		for _, mask := range []uint64{5, 1<<r.shape.Lanes - 1 - 5} {
			r.s.Must("matrix_mask").At(0).SetUint(mask & (1<<r.shape.Lanes - 1))
			part := make([]uint32, len(data))
			for l, x := range data {
				if mask>>l&1 == 1 {
					part[l] = x
				}
			}
			r.write(port, addr, part)
		}
		return
	}
	r.write(port, addr, data)
}

func (r *rig) write(port string, addr int, data []uint32) {
	h := r.s.Must(port + "_data")
	for l, x := range data {
		h.At(l).SetUint(uint64(x))
	}
	r.s.Must(port + "_addr").SetUint(uint64(addr))
	r.s.Must(port + "_valid").SetBool(true)
	for !r.s.Must(port + "_ready").Bool() {
		r.step()
	}
	r.step()
	r.s.Must(port + "_valid").SetBool(false)
}

func (r *rig) vb(copy string, element int) uint32 {
	lanes := r.shape.Lanes
	word := r.s.Must(fmt.Sprintf("%s.array.words[%d]", copy, element/lanes)).Bits()
	return uint32(word.Rsh(word, uint(32*(element%lanes))).Uint64())
}

// sb is a scalar in both copies.
func (r *rig) sb(i int) (all []*sim.Handle) {
	for _, copy := range []string{"", "quantise."} {
		all = append(all, r.s.Must(fmt.Sprintf("%ssb.array.words[%d]", copy, i)))
	}
	return all
}

// load fills the buffers with what a machine has.
func (r *rig) load(m *machine.Machine) {
	lanes := r.shape.Lanes
	for w := range r.shape.VBWords {
		r.fill([]string{"matrix", "load"}[w%2], w, m.VB[w*lanes:(w+1)*lanes])
	}
	for i, x := range m.SB {
		for _, h := range r.sb(i) {
			h.SetUint(uint64(x))
		}
	}
}

// machineOf is a machine with random contents and a program in its memory.
func machineOf(t require.TestingT, src isatest.Source, s bundle.Shape, program []isa.Instruction) *machine.Machine {
	m, err := machine.New(s, machine.NewMemory(), machine.Options{AnyBuffer: true, AnyMemory: true})
	require.NoError(t, err)
	for i := range m.VB {
		m.VB[i] = isatest.Float(src)
	}
	for i := range m.SB {
		m.SB[i] = isatest.Float(src)
	}
	var bytes []byte
	for _, in := range append(program, isa.New(isa.END)) {
		bytes = in.Append(bytes)
	}
	m.Memory.Write(0, bytes)
	return m
}

// program draws instructions.
func program(t require.TestingT, src isatest.Source, s bundle.Shape, n int, ops ...isa.Op) (all []isa.Instruction) {
	for range n {
		in := isatest.Instruction(src, s, ops[src.IntN(len(ops))])
		v := uint32(0)
		if src.IntN(4) == 0 {
			v = 1
		}
		require.NoError(t, in.Set("sync", v))
		all = append(all, in)
	}
	return ordered(t, s, all)
}

// ordered sets sync where an instruction reads what an earlier one writes.
func ordered(t require.TestingT, s bundle.Shape, all []isa.Instruction) []isa.Instruction {
	var pending []access.Span // writes since the last sync
	for i := range all {
		in := &all[i]
		sync := in.Get("sync") == 1
		spans, err := access.Of(s, *in)
		require.NoError(t, err)
		for _, a := range spans {
			for _, b := range pending {
				sync = sync || !a.Write && a.Space == b.Space && a.Lo < b.Hi && b.Lo < a.Hi
			}
		}
		if sync {
			require.NoError(t, in.Set("sync", 1))
			pending = nil
		}
		for _, a := range spans {
			if a.Write {
				pending = append(pending, a)
			}
		}
	}
	return all
}

// run has the unit and the machine execute a program and compares all they give.
func run(t require.TestingT, d *ir.Design, s bundle.Shape, src isatest.Source, all []isa.Instruction, seed uint64, gaps bool) *rig {
	m := machineOf(t, src, s, all)
	r := rigOf(t, d, s, seed)
	r.load(m)
	for i := range r.ab {
		r.ab[i] = machine.Row{Q: make([]int8, s.Rows)}
	}
	for _, in := range all {
		for gaps && src.IntN(3) == 0 {
			for range src.IntN(40) {
				r.step()
			}
		}
		r.offer(in)
	}
	r.finish(len(all))
	steps, err := m.Run(0, [isa.Registers]uint32{})
	require.NoError(t, err)
	for i, in := range all {
		require.Equal(t, steps[i].Hash, r.hashes[i], "hash of instruction %d, %v %#x", i, in.Op(), in)
	}
	for i, x := range m.VB {
		for _, copy := range []string{"vb_a", "vb_b"} {
			require.Equal(t, x, r.vb(copy, i), "%s[%d]", copy, i)
		}
	}
	for i, x := range m.SB {
		for _, h := range r.sb(i) {
			require.Equal(t, uint64(x), h.Uint(), h.Name())
		}
	}
	for i, row := range m.AB {
		require.Equal(t, row, r.ab[i], "AB[%d]", i)
	}
	if slices.ContainsFunc(all, func(in isa.Instruction) bool { return in.Op() == isa.ARGMAX || in.Op() == isa.TOPK }) {
		require.Equal(t, uint64(m.Best), r.s.Must("best").Uint(), "best")
	}
	return r
}

func rng(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// shapes has powers of two of lanes up to 16 and other numbers, and groups of 1 to 128
// words.
var shapes = []bundle.Shape{
	{Rows: 4, Cols: 4, Lanes: 1, VBWords: 256, ABRows: 32, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 3},
	{Rows: 128, Cols: 4, Lanes: 1, VBWords: 512, ABRows: 256, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 1},
	{Rows: 4, Cols: 16, Lanes: 2, VBWords: 128, ABRows: 256, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 5},
	{Rows: 16, Cols: 4, Lanes: 4, VBWords: 64, ABRows: 32, SBWords: 32, AccDepth: 4, Channels: 1, TopK: 64},
	{Rows: 8, Cols: 8, Lanes: 8, VBWords: 64, ABRows: 32, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 17},
	{Rows: 12, Cols: 20, Lanes: 4, VBWords: 64, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 6},
	{Rows: 24, Cols: 12, Lanes: 12, VBWords: 32, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 4},
	{Rows: 9, Cols: 15, Lanes: 3, VBWords: 128, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 9},
	{Rows: 10, Cols: 5, Lanes: 5, VBWords: 64, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 3},
	{Rows: 10, Cols: 7, Lanes: 4, VBWords: 64, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 3},
	{Rows: 11, Cols: 9, Lanes: 6, VBWords: 64, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 2},
	{Rows: 7, Cols: 12, Lanes: 5, VBWords: 64, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 2},
	{Rows: 9, Cols: 9, Lanes: 8, VBWords: 64, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 2},
	{Rows: 7, Cols: 5, Lanes: 1, VBWords: 256, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 2},
	wide,
}

func name(s bundle.Shape) string { return fmt.Sprintf("R%d_L%d", s.Rows, s.Lanes) }

func TestRandomPrograms(t *testing.T) {
	for _, s := range shapes {
		t.Run(name(s), func(t *testing.T) {
			d := design(t, s)
			for seed := range uint64(*programs) {
				src := rng(seed)
				ops := [][]isa.Op{{isa.MAP}, {isa.QUANT, isa.MAP}, {isa.ARGMAX, isa.QUANT, isa.TOPK}, {isa.MAP, isa.MAP, isa.QUANT, isa.ARGMAX, isa.TOPK}}[seed%4]
				run(t, d, s, src, program(t, src, s, 30, ops...), seed, seed%8 > 3)
			}
		})
	}
}

// Lanes up to 64, and lists of any length.
func TestTopKOnAnyShape(t *testing.T) {
	for seed := range uint64(*wideShapes) {
		src := rng(100 + seed)
		lanes := []int{1, 2, 4, 8, 16, 32, 64, 6, 7, 20, 48}[seed%11]
		s := bundle.Shape{
			Rows: max(4, lanes<<src.IntN(2)), Cols: max(4, lanes), Lanes: lanes, VBWords: isatest.Words(512, lanes), ABRows: 32 << src.IntN(3),
			SBWords: 16, AccDepth: 4, Channels: 1, TopK: 1 + src.IntN(64),
		}
		t.Run(fmt.Sprintf("%v", s), func(t *testing.T) {
			run(t, design(t, s), s, src, program(t, src, s, 40, isa.TOPK, isa.TOPK, isa.QUANT, isa.MAP, isa.ARGMAX), seed, seed%2 == 1)
		})
	}
}

var (
	wideShapes = flag.Int("shapes", 11, "random shapes, with 1 to 64 lanes in turn")
	programs   = flag.Int("programs", 8, "random programs for each shape")
)
