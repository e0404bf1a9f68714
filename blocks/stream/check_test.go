package stream_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/stream"
	"npugen/hdl"
	"npugen/sim"
)

// TestMonitor breaks the rules of a stream in every way.
func TestMonitor(t *testing.T) {
	type cycle struct{ valid, ready, data int64 }
	d := elaborate(t, stream.Monitor{Width: 8})
	for _, c := range []struct {
		name   string
		cycles []cycle
		want   string
	}{
		{"taken at once", []cycle{{1, 1, 3}, {1, 1, 4}, {0, 1, 5}}, ""},
		{"waits", []cycle{{1, 0, 3}, {1, 0, 3}, {1, 1, 3}, {0, 0, 9}}, ""},
		{"data free while invalid", []cycle{{0, 0, 3}, {0, 1, 4}, {1, 0, 5}, {1, 1, 5}}, ""},
		{"valid drops", []cycle{{1, 0, 3}, {0, 0, 3}}, "valid_stays"},
		{"valid drops late", []cycle{{1, 0, 3}, {1, 0, 3}, {0, 1, 3}}, "valid_stays"},
		{"data changes", []cycle{{1, 0, 3}, {1, 0, 4}}, "data_stays"},
		{"data changes as taken", []cycle{{1, 0, 3}, {1, 1, 2}}, "data_stays"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := sim.New(d, sim.Options{})
			require.NoError(t, err)
			s.PokeName("rst", 1)
			require.NoError(t, s.Step())
			s.PokeName("rst", 0)
			for i, x := range c.cycles {
				s.PokeName("valid", x.valid)
				s.PokeName("ready", x.ready)
				s.PokeName("data", x.data)
				err = s.Step()
				if i < len(c.cycles)-1 {
					require.NoError(t, err)
				}
			}
			if c.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, c.want)
			}
		})
	}
}

// TestNarrowChecksKeep gives wide words that keep the wrong words.
func TestNarrowChecksKeep(t *testing.T) {
	d := elaborate(t, stream.Downsizer{Width: 8, Ratio: 3})
	for keep, ok := range []bool{false, true, false, true, false, false, false, true} {
		s, err := sim.New(d, sim.Options{})
		require.NoError(t, err)
		s.PokeName("rst", 1)
		require.NoError(t, s.Step())
		s.PokeName("rst", 0)
		s.PokeName("in_valid", 1)
		s.PokeName("in_keep", int64(keep))
		require.Equal(t, ok, s.Step() == nil, "keep %03b", keep)
	}
}

// TestIndexInRange names a stream that is not there.
func TestIndexInRange(t *testing.T) {
	s, err := sim.New(elaborate(t, routeTop{8, 3}), sim.Options{})
	require.NoError(t, err)
	s.PokeName("rst", 1)
	require.NoError(t, s.Step())
	s.PokeName("rst", 0)
	s.PokeName("in_valid", 1)
	s.PokeName("in_data", 3)
	require.ErrorContains(t, s.Step(), "index_in_range")
}

// TestWrongParameters wants one diagnostic for each parameter that is wrong.
func TestWrongParameters(t *testing.T) {
	refuse := func(name string, err error, want ...string) {
		t.Helper()
		var ds hdl.Diagnostics
		require.ErrorAs(t, err, &ds, name)
		var got []string
		for _, d := range ds {
			require.Equal(t, hdl.CodeRange, d.Code, "%s: %v", name, d)
			require.NotEmpty(t, d.Fix, name)
			got = append(got, d.Message)
		}
		require.ElementsMatch(t, want, got, name)
	}
	refuse("depth", tryElaborate(stream.FIFO{Width: 8, Depth: 0}), "depth 0")
	refuse("both", tryElaborate(stream.FIFO{Width: 0, Depth: -1}), "width 0", "depth -1")
	refuse("huge", tryElaborate(stream.FIFO{Width: 8, Depth: 1 << 40}), "depth 1099511627776")
	refuse("skid", tryElaborate(stream.SkidBuffer{}), "width 0")
	refuse("pipe", tryElaborate(stream.PipeRegister{Width: -3}), "width -3")
	refuse("cut", tryElaborate(stream.RegisterSlice{}), "width 0")
	refuse("widen", tryElaborate(stream.Upsizer{Width: 8}), "ratio 0")
	refuse("narrow", tryElaborate(stream.Downsizer{Width: 8}), "ratio 0")
	refuse("fork", tryElaborate(stream.Forker{}), "number of outputs 0")
	refuse("join", tryElaborate(stream.Joiner{}), "number of inputs 0")
	refuse("route", tryElaborate(stream.Router{}), "number of outputs 0")
	refuse("select", tryElaborate(stream.Selector{}), "number of inputs 0")
	refuse("arbiter", tryElaborate(stream.Arbiter{}), "number of inputs 0")
	refuse("picker", tryElaborate(stream.Picker{N: 2, Policy: 7}), "a policy that does not exist")
	refuse("credits", tryElaborate(stream.CreditGate{}), "limit 0")
	refuse("arbiter of none", tryElaborate(noStreams{}), "an arbiter of no streams", "a choice among no streams")
	refuse("uneven", tryElaborate(uneven{}), "a wide word of 10 bits in 4 words")
}

func tryElaborate[I, O any](d hdl.Def[I, O]) error {
	_, err := hdl.Elaborate(d)
	return err
}

type noStreams struct{}

func (noStreams) Inputs() oneIn { return oneIn{word(1)} }
func (noStreams) Build(m *hdl.Module, in oneIn) hdl.None {
	stream.RoundRobin[hdl.UInt](m, "arbiter", nil, nil)
	stream.Select[hdl.UInt](m, "pick", in.In, nil)
	in.In.Accept(hdl.B(true))
	return hdl.None{}
}

type uneven struct{}

func (uneven) Inputs() stream.DownsizerIn {
	return stream.DownsizerIn{In: hdl.StreamT(stream.WideBeat{Data: hdl.UIntT(10), Keep: hdl.UIntT(4)})}
}
func (uneven) Build(m *hdl.Module, in stream.DownsizerIn) stream.DownsizerOut {
	return stream.DownsizerOut{Out: stream.Narrow(m, "narrow", in.In)}
}
