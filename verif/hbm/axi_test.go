package hbm

import (
	"fmt"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/blocks/hbm/axi"
	"npugen/hdl"
	"npugen/sim"
)

// axiBurst is a burst that a master has under way.
type axiBurst struct {
	id, line, left int
	resp           int64
	data           []int64 // by beat, of a write
}

// axiMaster sends random bursts; lines of one kind of burst are not touched by
// the other while they are under way, because AXI leaves their order open.
type axiMaster struct {
	t      *testing.T
	s      *sim.Sim
	rng    *rand.Rand
	mem    map[int]int64
	users  map[int]int // bursts under way by line: reads count up, writes down
	ar, aw *axiBurst   // on offer
	reads  []*axiBurst // whose beats are awaited, in order
	writes []*axiBurst // whose beats are to be sent
	ends   []*axiBurst // whose answers are awaited
	beats  int
	done   int
	bytes  int // of a beat
}

const axiLines = 512

func (x *axiMaster) burst(write bool) *axiBurst {
	b := &axiBurst{id: x.rng.IntN(4), line: x.rng.IntN(axiLines - 8), left: x.rng.IntN(8)}
	switch x.rng.IntN(40) {
	case 0:
		b.resp = 2 // a fixed burst
	case 1:
		b.resp, b.line = 3, 1<<30/x.bytes-1 // runs over the end of the memory
		b.left = 1 + x.rng.IntN(7)
	}
	sign := 1
	if write {
		sign = -1
	}
	for i := range b.left + 1 {
		if x.users[b.line+i]*sign < 0 || write && x.users[b.line+i] != 0 {
			return nil
		}
	}
	for i := range b.left + 1 {
		x.users[b.line+i] += sign
		b.data = append(b.data, x.rng.Int64N(1<<40))
	}
	return b
}

// whole is a beat that has v at its first and its last bytes.
func (x *axiMaster) whole(v int64) *big.Int {
	last := new(big.Int).Lsh(big.NewInt(v), uint(8*x.bytes-64))
	return last.Or(last, big.NewInt(v^0x5a))
}

func (x *axiMaster) set(name string, v int64) { x.s.Must(name).Set(v) }

func (x *axiMaster) get(name string) bool { return x.s.Must(name).Bool() }

func (x *axiMaster) address(port string, b *axiBurst) {
	x.s.Must(port + "_valid").SetBool(b != nil)
	if b == nil {
		return
	}
	x.set(port+"_id", int64(b.id))
	x.set(port+"_addr", int64(b.line*x.bytes))
	x.set(port+"_len", int64(b.left))
	x.set(port+"_size", int64(bits.TrailingZeros(uint(x.bytes))))
	x.set(port+"_burst", 1)
	if b.resp == 2 {
		x.set(port+"_burst", 0)
	}
}

func (x *axiMaster) clock(send bool) {
	if x.ar == nil && send && x.rng.IntN(8) == 0 {
		x.ar = x.burst(false)
	}
	if x.aw == nil && send && x.rng.IntN(8) == 0 {
		x.aw = x.burst(true)
	}
	x.address("ar", x.ar)
	x.address("aw", x.aw)
	sends := len(x.writes) > 0
	x.s.Must("w_valid").SetBool(sends)
	if sends {
		b := x.writes[0]
		x.s.Must("w_data").SetBig(x.whole(b.data[len(b.data)-1-b.left]))
		x.s.Must("w_strb").SetBig(ones(x.bytes))
		x.s.Must("w_last").SetBool(b.left == 0)
	}
	rReady, bReady := x.rng.IntN(4) > 0, x.rng.IntN(2) > 0
	x.s.Must("r_ready").SetBool(rReady)
	x.s.Must("b_ready").SetBool(bReady)

	arTaken, awTaken, wTaken := x.ar != nil && x.get("ar_ready"), x.aw != nil && x.get("aw_ready"), sends && x.get("w_ready")
	if rReady && x.get("r_valid") {
		x.readBeat()
	}
	if bReady && x.get("b_valid") {
		x.answer()
	}
	if arTaken {
		x.reads, x.ar = append(x.reads, x.ar), nil
	}
	if wTaken {
		if b := x.writes[0]; b.left == 0 {
			x.writes, x.ends = x.writes[1:], append(x.ends, b)
		} else {
			b.left--
		}
	}
	if awTaken {
		x.writes, x.aw = append(x.writes, x.aw), nil
	}
	require.NoError(x.t, x.s.Step())
}

func (x *axiMaster) readBeat() {
	require.NotEmpty(x.t, x.reads, "a beat that nobody asked for")
	b := x.reads[0]
	at := b.line + len(b.data) - 1 - b.left
	require.Equal(x.t, int64(b.id), x.s.Must("r_id").Int())
	require.Equal(x.t, b.resp, x.s.Must("r_resp").Int())
	require.Equal(x.t, b.left == 0, x.get("r_last"))
	if want, ok := x.mem[at]; ok && b.resp == 0 {
		require.Equal(x.t, x.whole(want).Text(16), x.s.Must("r_data").Bits().Text(16), "line %d", at)
		x.beats++
	}
	x.users[at]--
	b.left--
	if b.left < 0 {
		x.reads = x.reads[1:]
		x.done++
	}
}

func (x *axiMaster) answer() {
	require.NotEmpty(x.t, x.ends, "an answer without a burst")
	b := x.ends[0]
	require.Equal(x.t, int64(b.id), x.s.Must("b_id").Int())
	require.Equal(x.t, b.resp, x.s.Must("b_resp").Int())
	for i, v := range b.data {
		if b.resp == 0 {
			x.mem[b.line+i] = v
		}
		x.users[b.line+i]++
	}
	x.ends = x.ends[1:]
	x.done++
}

// Random bursts at each frequency ratio: every beat has what was written.
func TestAXI(t *testing.T) {
	p := preset(t, "hbm2-2000-8gb")
	for _, ratio := range []int{1, 2, 4} {
		t.Run(fmt.Sprintf("ratio 1:%d", ratio), func(t *testing.T) {
			config := hbm.Default(p, 32)
			config.Ratio = ratio
			c, err := hdl.Elaborate(AXI{Slave: axi.Slave{Config: config, ID: 2, Addr: 32, Depth: 64}, StoreRows: 2})
			require.NoError(t, err)
			s, err := sim.New(c.Design, sim.Options{Seed: 6})
			require.NoError(t, err)
			s.Must("rst").Set(1)
			require.NoError(t, s.Step())
			s.Must("rst").Set(0)
			x := &axiMaster{t: t, s: s, rng: rand.New(rand.NewPCG(8, 8)), mem: map[int]int64{}, users: map[int]int{}, bytes: config.Answers() * hbm.LineBytes}
			for range 12000 {
				x.clock(true)
			}
			for n := 0; len(x.reads)+len(x.writes)+len(x.ends) > 0 || x.ar != nil || x.aw != nil; n++ {
				require.Less(t, n, 4000, "bursts are lost")
				x.clock(false)
			}
			require.False(t, x.get("wrong"), "violations of the memory's timing")
			t.Logf("%d bursts, %d beats compared", x.done, x.beats)
			require.Greater(t, x.done, 500)
			require.Greater(t, x.beats, 500)
		})
	}
}
