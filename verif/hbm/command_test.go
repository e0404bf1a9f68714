package hbm

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm/profile"
)

func TestLog(t *testing.T) {
	log := []Command{{Cycle: 12, PC: 1, Cmd: profile.ACT, Group: 3, Bank: 2, Row: 77}, {Cycle: 30, PC: 1, Cmd: profile.RDA, Group: 3, Bank: 2, Column: 9}}
	var b bytes.Buffer
	require.NoError(t, WriteLog(&b, log))
	require.Equal(t, "12 1 ACT 3 2 77 0\n30 1 RDA 3 2 0 9\n", b.String())
	got, err := ReadLog(&b)
	require.NoError(t, err)
	require.Equal(t, log, got)
}

func TestBadLog(t *testing.T) {
	for in, want := range map[string]string{
		"1 0 ACT 0 0 0 0\n\n1 0 ACT": "command log: line 3: 3 fields: want cycle pc command bankgroup bank row column",
		"1 0 NOP 0 0 0 0":            `command log: line 1: unknown command "NOP"`,
		"1 0 ACT 0 x 0 0":            `command log: line 1: field 5: "x" is no number`,
		"-1 0 ACT 0 0 0 0":           `command log: line 1: field 1: "-1" is no number`,
	} {
		_, err := ReadLog(strings.NewReader(in))
		require.EqualError(t, err, want)
	}
}
