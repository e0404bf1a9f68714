package buffer_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/mem/buffer"
	"npugen/blocks/stream/streamtest"
	"npugen/hdl"
	"npugen/sim"
	"npugen/verif"
)

// TestPingPong gives commands at random and compares the status with a model:
// halves are filled and drained in turn, never the same one at once.
func TestPingPong(t *testing.T) {
	c, err := hdl.Elaborate(buffer.PingPong{})
	require.NoError(t, err)
	for _, rate := range [][2]float64{{1, 1}, {0.3, 0.9}, {0.9, 0.3}, {0.5, 0.5}} {
		for _, seed := range []uint64{1, 2} {
			x := streamtest.New(t, c.Design, seed)
			commit, release := x.Source("commit", 0), x.Source("release", 0)
			commit.Rate, release.Rate = rate[0], rate[1]
			for range 200 {
				commit.Send(streamtest.D())
				release.Send(streamtest.D())
			}
			x.Reset(2)
			committed, released := 0, 0
			x.Watch = func() {
				at := func(name string) uint64 { return x.Sim.Must(name).Uint() }
				require.Equal(t, uint64(committed-released), at("full"))
				require.Equal(t, committed-released < 2, at("can_write") == 1)
				require.Equal(t, committed > released, at("can_read") == 1)
				require.Equal(t, uint64(committed%2), at("write_half"))
				require.Equal(t, uint64(released%2), at("read_half"))
				if at("can_write") == 1 && at("can_read") == 1 {
					require.NotEqual(t, at("write_half"), at("read_half"))
				}
				if commit.Moves() {
					committed++
				}
				if release.Moves() {
					released++
				}
			}
			x.Run(5000, func() bool { return released == 200 })
			require.Equal(t, 200, committed)
			if seed == 2 {
				verif.CosimAll(t, []verif.Job{x.Job()}, verif.Simulator, verif.Icarus)
			}
		}
	}
	verif.Lint(t, c.Design)
}

// pipeTop is a Unified whose writer fills one half of a region, word by word,
// while its reader drains the other: a queue of two halves.
type pipeTop struct {
	Half, Base int
}

type pipeIn struct{ In hdl.Source[hdl.UInt] }
type pipeOut struct{ Out hdl.Source[hdl.UInt] }

func (pipeTop) Inputs() pipeIn { return pipeIn{hdl.StreamT(hdl.UIntT(8))} }

func (p pipeTop) Build(m *hdl.Module, in pipeIn) pipeOut {
	u := buffer.Unified{Banks: 2, Words: 16, Width: 8, Readers: 1, Writers: 1, Ports: buffer.Split}
	region := buffer.Region{Base: p.Base, Half: p.Half}
	commit, commits := hdl.NewStream(m, "commit", hdl.None{})
	release, releases := hdl.NewStream(m, "release", hdl.None{})
	write, writes := hdl.NewStream(m, "write", buffer.WriteReq{Addr: hdl.UIntT(u.AddrWidth()), Data: hdl.UIntT(8)})
	read, reads := hdl.NewStream(m, "read", buffer.ReadReq{Addr: hdl.UIntT(u.AddrWidth())})
	pp := hdl.Inst(m, "halves", buffer.PingPong{}, buffer.PingPongIn{Commit: commits, Release: releases})
	offset := func(name string, moves hdl.Bool) (at hdl.UInt, last hdl.Bool) {
		w := 1
		for 1<<w < p.Half {
			w++
		}
		r := hdl.RegInit(m, name, hdl.U(0, w))
		last = r.Q().Is(uint64(p.Half - 1))
		m.When(moves, func() { r.D(hdl.Mux(last, hdl.U(0, w), r.Q().AddWrap(hdl.U(1)))) })
		return r.Q(), last
	}
	moved := hdl.Wire(m, "write_moved", hdl.BoolT())
	at, last := offset("fill", moved.Get())
	moved.Set(write.Offer(in.In.Valid().And(pp.CanWrite), buffer.WriteReq{
		Addr: region.Addr(m, u.AddrWidth(), pp.WriteHalf, at), Data: in.In.Data()}))
	in.In.Accept(write.Ready().And(pp.CanWrite))
	commit.Offer(moved.Get().And(last), hdl.None{})

	asked := hdl.Wire(m, "read_moved", hdl.BoolT())
	from, end := offset("drain", asked.Get())
	asked.Set(read.Offer(pp.CanRead, buffer.ReadReq{Addr: region.Addr(m, u.AddrWidth(), pp.ReadHalf, from)}))
	release.Offer(asked.Get().And(end), hdl.None{})
	m.Unused(commit.Ready(), release.Ready(), pp.Full)

	b := hdl.Inst(m, "words", u, buffer.UnifiedIn{Read: []hdl.Source[buffer.ReadReq]{reads}, Write: []hdl.Source[buffer.WriteReq]{writes}})
	return pipeOut{b.Resp[0]}
}

// TestPingPongPipe sends a stream through two halves of a buffer: it comes out
// as it went in, at one word a cycle once the first half is full.
func TestPingPongPipe(t *testing.T) {
	for _, p := range []pipeTop{{Half: 8, Base: 16}, {Half: 16, Base: 0}, {Half: 2, Base: 28}} {
		c, err := hdl.Elaborate(p)
		require.NoError(t, err)
		for _, rate := range [][2]float64{{1, 1}, {0.5, 1}, {1, 0.5}} {
			x := streamtest.New(t, c.Design, 1)
			in, out := x.Source("in", 0, "data"), x.Sink("out", 0, "data")
			in.Rate, out.Rate = rate[0], rate[1]
			n := 10 * p.Half
			for i := range n {
				in.Send(streamtest.D(uint64(i % 256)))
			}
			x.Reset(2)
			x.Run(5000, func() bool { return len(out.Got) == n })
			require.Equal(t, streamtest.Data(in.Sent), streamtest.Data(out.Got))
			if rate == [2]float64{1, 1} {
				require.Equal(t, p.Half+1, out.Got[0].Cycle)
				require.Equal(t, p.Half+n, out.Got[n-1].Cycle)
			}
		}
		verif.Lint(t, c.Design)
	}
}

type regionTop struct{ Base, Half, Width, OffsetW int }

func (r regionTop) Inputs() struct {
	Half   hdl.Bool
	Offset hdl.UInt
} {
	return struct {
		Half   hdl.Bool
		Offset hdl.UInt
	}{Offset: hdl.UIntT(r.OffsetW)}
}

func (r regionTop) Build(m *hdl.Module, in struct {
	Half   hdl.Bool
	Offset hdl.UInt
}) struct{ Addr hdl.UInt } {
	m.Unused(in.Offset)
	return struct{ Addr hdl.UInt }{buffer.Region{Base: r.Base, Half: r.Half}.Addr(m, r.Width, in.Half, in.Offset)}
}

func TestRegion(t *testing.T) {
	for _, r := range []regionTop{{0, 8, 4, 3}, {16, 8, 6, 3}, {48, 8, 6, 3}, {6, 1, 3, 1}} {
		c, err := hdl.Elaborate(r)
		require.NoError(t, err)
		s, err := sim.New(c.Design, sim.Options{})
		require.NoError(t, err)
		for half := range 2 {
			for offset := range r.Half {
				s.PokeName("half", int64(half))
				s.PokeName("offset", int64(offset))
				require.Equal(t, int64(r.Base+half*r.Half+offset), s.PeekName("addr"))
			}
		}
	}
	for _, c := range []struct {
		r    regionTop
		want string
	}{
		{regionTop{0, 6, 8, 3}, "a region at 0 with halves of 6 words"},
		{regionTop{0, 0, 8, 3}, "a region at 0 with halves of 0 words"},
		{regionTop{8, 8, 8, 3}, "a region at 8 with halves of 8 words"},
		{regionTop{64, 8, 6, 3}, "a region of twice 8 words at 64 with addresses of 6 bits"},
		{regionTop{0, 8, 3, 3}, "a region of twice 8 words at 0 with addresses of 3 bits"},
		{regionTop{0, 8, 8, 4}, "an offset of 4 bits in halves of 8 words"},
	} {
		_, err := hdl.Elaborate(c.r)
		var ds hdl.Diagnostics
		require.ErrorAs(t, err, &ds, c.want)
		require.Equal(t, c.want, ds[0].Message)
		require.Len(t, ds, 1)
	}
}
