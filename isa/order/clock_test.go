package order

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"npugen/isa"
	"npugen/isa/access"
)

// For every two instructions, in conflict or not, the clocks know that the
// earlier is done when the later starts exactly if holding the former back keeps
// the latter from starting; with several signallers of a counter, only if.
func TestClocksEqualHoldingBack(t *testing.T) {
	for name, alone := range map[string]bool{"one signaller": true, "many signallers": false} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				list := program(t, alone)
				c := newClocks(list)
				numbers := make([]int32, len(list))
				count := [isa.Queues]int32{}
				for j, in := range list {
					at := c.start(in)
					c.finish(in, access.WeightRows(shape, in), at)
					count[in.Op().Queue()]++
					numbers[j] = count[in.Op().Queue()]
					for i := range j {
						ordered, free := at[list[i].Op().Queue()] >= numbers[i], overtakes(list, i, j)
						require.False(t, ordered && free, "%d is not done when %d starts", i, j)
						if alone {
							require.Equal(t, !ordered, free, "%d is done when %d starts, but the clocks do not know", i, j)
						}
					}
				}
			})
		})
	}
}
