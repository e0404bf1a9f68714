package bundle_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/hdl"
	"npugen/sim"
)

// places is what the functions of a place in the vector buffer give.
type places struct{ bundle.Shape }

type placesIn struct{ Address, By, Lane hdl.UInt }

type placesOut struct {
	Moved, Next, Last hdl.UInt
	More              hdl.Bool
}

func (p places) Inputs() placesIn {
	n := p.LaneBits()
	return placesIn{hdl.UIntT(n + 3), hdl.UIntT(n + 3), hdl.UIntT(n)}
}

func (p places) Build(m *hdl.Module, in placesIn) placesOut {
	across := bundle.Across{Elements: p.Cols, Lanes: p.Lanes}
	next, more := across.NextLane(in.Lane)
	return placesOut{p.Moved(in.Address, in.By), next, across.LastPart(in.Lane), more}
}

// Addresses carry from lane to word; vectors that follow each other begin and end
// where their elements do.
func TestPlacesInHardware(t *testing.T) {
	for _, s := range []bundle.Shape{{Lanes: 2, Cols: 5}, {Lanes: 3, Cols: 7}, {Lanes: 5, Cols: 6}, {Lanes: 8, Cols: 12}, {Lanes: 12, Cols: 20}} {
		t.Run(fmt.Sprintf("%d lanes", s.Lanes), func(t *testing.T) {
			c, err := hdl.Elaborate(places{s})
			require.NoError(t, err)
			x, err := sim.New(c.Design, sim.Options{})
			require.NoError(t, err)
			elements := uint64(8 * s.Lanes)
			for a := range elements {
				for b := range elements {
					x.Must("address").SetUint(s.Address(a))
					x.Must("by").SetUint(s.Address(b))
					require.Equal(t, s.Address((a+b)%elements), x.Must("moved").Uint(), "%d + %d", a, b)
				}
			}
			for first := 0; first < s.Lanes*s.Cols; first += s.Cols {
				x.Must("lane").SetUint(uint64(first % s.Lanes))
				end := first + s.Cols
				require.Equal(t, uint64(end%s.Lanes), x.Must("next").Uint())
				require.Equal(t, end/s.Lanes-first/s.Lanes > s.Cols/s.Lanes, x.Must("more").Bool())
				require.Equal(t, uint64((end-1)/s.Lanes-first/s.Lanes), x.Must("last").Uint())
			}
		})
	}
}
