package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/sim"
)

func TestTimeString(t *testing.T) {
	for want, v := range map[string]sim.Time{
		"0ps": 0, "7ps": 7, "1500ps": 1500, "2ns": 2 * sim.Ns, "3us": 3 * sim.Us, "4ms": 4 * sim.Ms,
	} {
		require.Equal(t, want, v.String())
	}
}
