package outdir

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzListed reads any bytes as a manifest: no panic, and no name that leads
// out of the folder.
func FuzzListed(f *testing.F) {
	f.Add(manifest([]File{{"a.v", nil}, {"b", []byte("x")}}, Options{Program: "tool"}).Data)
	f.Add([]byte("6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b  ../x\n"))
	f.Add([]byte("\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "tool.sha256")
		require.NoError(t, os.WriteFile(path, data, 0o666))
		names, err := listed(path)
		if err != nil {
			return
		}
		for _, n := range names {
			require.Equal(t, filepath.Base(n), n)
		}
	})
}
