package compiled

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// Machine code of one version must not be taken for that of another.
func TestCacheIsOfTheVersionInUse(t *testing.T) {
	mod, err := os.ReadFile("../../../go.mod")
	require.NoError(t, err)
	require.Contains(t, string(mod), "github.com/tetratelabs/wazero "+wazeroVersion)
}
