package verbs

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChosen(t *testing.T) {
	known := []string{"ant", "bee", "cat"}
	for _, tt := range []struct {
		list string
		want []string
		err  string
	}{
		{"bee", []string{"bee"}, ""},
		{"cat, ant,cat", []string{"cat", "ant"}, ""},
		{"all", known, ""},
		{"cat,all", []string{"cat", "ant", "bee"}, ""},
		{"", nil, `--pet "": unknown pet ""; known: ant, bee, cat, all`},
		{"bee,,cat", nil, `--pet "bee,,cat": unknown pet ""; known: ant, bee, cat, all`},
		{"beee", nil, `--pet "beee": unknown pet "beee"; did you mean bee?`},
	} {
		got, err := chosen("pet", tt.list, known)
		if tt.err != "" {
			require.EqualError(t, err, tt.err, tt.list)
			continue
		}
		require.NoError(t, err, tt.list)
		require.Equal(t, tt.want, got, tt.list)
	}
}
