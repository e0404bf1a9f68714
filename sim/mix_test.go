package sim_test

import (
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim"
)

// mix is a random test bench: processes that wait in all ways, batches, clocks
// that start in the middle, that run together or are poked, pokes of inputs,
// registers and words of memories.
type mix struct {
	t      testing.TB
	s      *sim.Sim
	r      *rand.Rand
	clocks []string
	ins    []*ir.Signal
	outs   []*ir.Signal
	state  []string
	c      *sim.Clock
	period sim.Time
	others map[string]bool // clocks that run
	place  func(n int)     // what is done at each place, besides
	places int
	busy   bool // there are observers: no batches
	log    []string
}

func newMix(t testing.TB, s *sim.Sim, d *ir.Design, seed uint64) *mix {
	m := &mix{t: t, s: s, r: rand.New(rand.NewPCG(seed, 5)), others: map[string]bool{}}
	for _, x := range d.Top.Signals {
		switch {
		case x.Kind == ir.Output:
			m.outs = append(m.outs, x)
		case x.Kind != ir.Input:
		case x.Type.Class == ir.Clock:
			m.clocks = append(m.clocks, x.Name)
		default:
			m.ins = append(m.ins, x)
		}
	}
	m.state = stateNames(d.Top, "")
	return m
}

// stateNames are some registers and words.
func stateNames(m *ir.Module, path string) (list []string) {
	for _, x := range m.Signals {
		if x.Kind == ir.Reg {
			list = append(list, path+x.Name)
		}
	}
	for _, x := range m.Mems {
		for _, at := range []int{0, 1, x.Depth / 2, x.Depth - 1} {
			list = append(list, fmt.Sprintf("%s%s[%d]", path, x.Name, min(at, x.Depth-1)))
		}
	}
	for _, i := range m.Insts {
		name := path + i.Name
		if i.Grid != nil {
			name += fmt.Sprintf("[%d][0]", i.Grid.Rows-1)
		}
		list = append(list, stateNames(i.Module, name+".")...)
	}
	return list
}

func (m *mix) at(process bool) {
	if !process {
		m.s.Must(m.clocks[0]).Bits() // a look, which lets asynchronous resets act
	}
	m.place(m.places)
	m.places++
}

func (m *mix) some() sim.Time {
	switch m.r.IntN(4) {
	case 0:
		return sim.Time(m.r.IntN(12))
	case 1:
		return sim.Time(m.r.IntN(40)) * sim.Ns
	}
	return sim.Time(m.r.IntN(60_000))
}

func (m *mix) err(err error) {
	var f *sim.Failure
	if err != nil && !errors.As(err, &f) {
		require.NoError(m.t, err)
	}
}

func (m *mix) poke(r *rand.Rand) {
	for _, in := range m.ins {
		if r.IntN(3) == 0 {
			m.s.Must(in.Name).SetBig(stimulus(r, in, r.IntN(12)))
		}
	}
	if r.IntN(3) == 0 && len(m.state) > 0 {
		h := m.s.Must(m.state[r.IntN(len(m.state))])
		if h.Width() <= 64 {
			h.SetUint(r.Uint64() >> (64 - h.Width()))
		} else {
			h.SetBig(ir.Wrap(new(big.Int).Mul(h.Bits(), big.NewInt(r.Int64())), h.Width()-1))
		}
	}
	if r.IntN(4) == 0 {
		for _, name := range m.clocks[1:] {
			if !m.others[name] {
				for range r.IntN(3) {
					m.s.Must(name).SetBool(!m.s.Must(name).Bool())
				}
			}
		}
	}
}

func (m *mix) run(actions int) {
	m.at(false)
	if m.r.IntN(3) == 0 {
		m.err(m.s.RunUntil(m.some()))
	}
	m.poke(m.r)
	periods := []sim.Time{10 * sim.Ns, 10 * sim.Ns, 5 * sim.Ns, 7, 2, 3_333}
	m.period = periods[m.r.IntN(len(periods))]
	m.c = m.s.Clock(m.clocks[0], m.period, m.s.Time()+m.some())
	for range actions {
		m.at(false)
		switch m.r.IntN(12) {
		case 0:
			m.err(m.s.Step())
		case 1, 2:
			m.err(m.s.StepN(m.c, 1+m.r.IntN(50)))
		case 3, 4:
			m.err(m.s.RunUntil(m.s.Time() + min(m.some(), 200*m.period)))
		case 5:
			if name := m.clocks[m.r.IntN(len(m.clocks))]; name != m.clocks[0] && !m.others[name] && m.r.IntN(3) == 0 {
				m.others[name] = true
				m.s.Must(name).SetBool(false)
				m.s.Must(name).Bits()
				m.s.Clock(name, m.period*sim.Time(1+m.r.IntN(3)), m.s.Time()+m.some())
			}
		case 6, 7:
			seed := m.r.Uint64()
			m.s.Go(fmt.Sprint("p", seed), func(p *sim.Proc) { m.process(p, rand.New(rand.NewPCG(seed, 1))) })
		case 8, 9:
			m.batch()
		}
		m.poke(m.r)
		require.NoError(m.t, m.s.Err())
	}
	m.at(false)
}

func (m *mix) process(p *sim.Proc, r *rand.Rand) {
	out := m.s.Must(m.outs[r.IntN(len(m.outs))].Name)
	cond := func() bool { return out.Bits().Bit(0) == 1 }
	for range 2 + r.IntN(8) {
		switch r.IntN(9) {
		case 0:
			p.Rise(m.c)
		case 1:
			p.Fall(m.c)
		case 2:
			p.Delay(sim.Time(r.IntN(3)) * m.period / 2)
		case 3:
			p.Delay(sim.Time(r.IntN(20_000)))
		case 4:
			p.Settle()
		case 5:
			_ = p.UntilWithin(sim.Time(r.IntN(3))*m.period, cond)
		case 6:
			_ = p.UntilTick(1+r.IntN(5), cond)
		case 7:
			p.Ticks(1 + r.IntN(3))
		case 8:
			m.at(true)
		}
		m.poke(r)
	}
}

// batch is rows, by a batch or, where somebody looks, one by one.
func (m *mix) batch() {
	var ins, outs []*sim.Handle
	var list, shown []*ir.Signal
	for _, x := range m.ins {
		if m.r.IntN(2) == 0 {
			list, ins = append(list, x), append(ins, m.s.Must(x.Name))
		}
	}
	for _, x := range m.outs {
		if m.r.IntN(2) == 0 {
			shown, outs = append(shown, x), append(outs, m.s.Must(x.Name))
		}
	}
	rows, r := 1+m.r.IntN(40), rand.New(rand.NewPCG(m.r.Uint64(), 1))
	if len(ins)+len(outs) == 0 || !m.s.Lowered(m.c) {
		return
	}
	b, err := m.s.NewBatch(m.c, ins, outs)
	require.NoError(m.t, err)
	var in []uint64
	var values []*big.Int
	for i := range rows {
		for _, x := range list {
			v := stimulus(r, x, i)
			if r.IntN(2) == 0 && i > 0 {
				v = values[len(values)-len(list)]
			}
			values = append(values, v)
			in = append(in, words(v, x)...)
		}
	}
	out := make([]uint64, rows*b.OutWords())
	n := 0
	if !m.busy {
		n, err = b.Run(in, out)
		m.err(err)
	} else {
		out = out[:0]
		for err = nil; n < rows && err == nil; n++ {
			require.True(m.t, m.s.Lowered(m.c))
			for _, h := range ins {
				h.SetBig(values[0])
				values = values[1:]
			}
			for i, h := range outs {
				out = append(out, words(h.Bits(), shown[i])...)
			}
			err = m.s.StepN(m.c, 1)
			m.err(err)
		}
	}
	m.log = append(m.log, fmt.Sprint(m.s.Time(), n, out[:n*b.OutWords()]))
}

// words is the row of a value in a batch.
func words(v *big.Int, x *ir.Signal) (list []uint64) {
	raw := ir.Wrap(v, x.Bits())
	for e := range x.Count {
		for k := 0; k < x.Type.Width; k += 64 {
			part := ir.Wrap(new(big.Int).Rsh(raw, uint(e*x.Type.Width+k)), min(64, x.Type.Width-k))
			list = append(list, part.Uint64())
		}
	}
	return list
}

// mixed is what a run shows.
type mixed struct {
	log      []string
	failures []*sim.Failure
	covers   []sim.CoverCount
	values   []string
	end      sim.Time
}

func (m *mix) result() mixed {
	x := mixed{m.log, m.s.Failures(), m.s.Covers(), nil, m.s.Time()}
	for _, name := range m.state {
		x.values = append(x.values, name+" "+m.s.Must(name).String())
	}
	return x
}
