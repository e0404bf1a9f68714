package profile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPresets(t *testing.T) {
	onDisk, err := filepath.Glob("presets/*.yaml")
	require.NoError(t, err)
	require.Len(t, onDisk, len(Names()))
	for _, name := range Names() {
		p, err := Preset(name)
		require.NoError(t, err)
		require.Equal(t, name, p.Name)
		for _, k := range timings() {
			require.NotEmpty(t, p.Sources[k.name], "%s %s", name, k.name)
		}
	}
	_, err = Preset("hbm9")
	require.EqualError(t, err, `hbm profile "hbm9": unknown; known: hbm2-2000-4gb, hbm2-2000-8gb, hbm2e-3200-8gb, hbm3-6400-8gb`)
}

func TestUnits(t *testing.T) {
	p, err := Preset("hbm2e-3200-8gb")
	require.NoError(t, err)
	require.Equal(t, 23, p.RP, "14.2 ns in periods of 0.625 ns, rounded up")
	require.Equal(t, 51.2, p.PeakGBs())
	h3, err := Preset("hbm3-6400-8gb")
	require.NoError(t, err)
	require.Equal(t, 13, h3.RREFD, "max(3 CK, 8 ns)")
	require.Equal(t, 2, cycles(1.25, 625), "exact multiples are not rounded up")
}

// A mistake is a change of a good file, and one message.
func TestMistakes(t *testing.T) {
	good, err := os.ReadFile("presets/hbm2-2000-8gb.yaml")
	require.NoError(t, err)
	for _, c := range []struct{ from, to, want string }{
		{"tRC: {ck: 48", "tRC: {ck: 47", "f:19:3: timings.tRC: 47 is less than tRAS + tRP = 48"},
		{"tRP: {ck: 14", "tRP: {ck: -14", "f:17:13: timings.tRP: -14 cycles is out of range; use 1 to 65535"},
		{"tRP: {ck: 14", "tRP: {ck: 1.5", "f:17:13: timings.tRP: ck: want a whole number of cycles"},
		{"tRP: {ck: 14", "tRQ: {ck: 14", `f:17:3: "timings.tRQ": unknown key; known: RL,`},
		{"tRP: {ck: 14", "tRQ: {ck: 14", `f:11:1: timings.tRP: missing; precharge to activate`},
		{"tRP: {ck: 14,", "tRP: {", "f:17:3: timings.tRP: has no value; write {ck: 4, source: data sheet}"},
		{"tRP: {ck: 14, source: Ramulator2 HBM2_2000}", "tRP: {ck: 14}", "f:17:3: timings.tRP: has no source"},
		{"tRP: {ck: 14", "tRP: {ns: nan", "f:17:13: timings.tRP: ns: want nanoseconds above 0"},
		{"tRP: {ck: 14", "tRP: {cks: 14", `f:17:9: timings.tRP: "cks" is not known; use ck, ns and source`},
		{"tRP: {ck: 14, source: Ramulator2 HBM2_2000}", "tRP: 14", "f:17:8: timings.tRP: want ck or ns, and a source"},
		{"tRTW: {ck: 13", "tRTW: {ck: 10", "timings.tRTW: 10: write data would meet read data; at least RL + BL - WL = 11"},
		{"tWTRL: {ck: 8", "tWTRL: {ck: 5", "timings.tWTRL: 5 is less than tWTRS = 6"},
		{"rows: 32768", "rows: 3000", "geometry.rows: 3000 is not a power of two"},
		{"rows: 32768", "rows: 16384", "geometry.density_gb: 8 Gb, but 2 x 16 banks of 16384 rows of 1024 bytes make 536870912 bytes"},
		{"tck_ps: 1000", "tck_ps: fast", "f:3:9: tck_ps: want a whole number"},
		{"name: hbm2-2000-8gb\n", "", "f:1:1: name: missing"},
		{"  tRP", "  tRAS: {ck: 1, source: x}\n  tRP", "f:19:3: timings.tRAS: given twice, first at line 17; remove one"},
		{"timings:", "timings: [1]\nx:", "f:11:10: timings: want a section"},
		{"geometry:", "geometry: {a: [", "f:"},
	} {
		require.Contains(t, string(good), c.from)
		_, err := Parse("f", []byte(strings.Replace(string(good), c.from, c.to, 1)))
		require.ErrorContains(t, err, c.want, "%s -> %s", c.from, c.to)
	}
	_, err = Parse("f", make([]byte, maxBytes+1))
	require.ErrorContains(t, err, "f:1:1: more than 32768 bytes")
	_, err = Load("nowhere.yaml")
	require.ErrorContains(t, err, "nowhere.yaml")
}

func FuzzParse(f *testing.F) {
	good, err := os.ReadFile("presets/hbm3-6400-8gb.yaml")
	require.NoError(f, err)
	f.Add(good)
	f.Add([]byte("timings: {tRP: {ck: 1, ns: 2}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse("f", data)
		if err == nil {
			require.GreaterOrEqual(t, p.RC, p.RAS+p.RP)
		}
	})
}

// A section init has all its keys, and registers that make sense; a file may do
// without it.
func TestInit(t *testing.T) {
	whole, err := files.ReadFile("presets/hbm2-2000-8gb.yaml")
	require.NoError(t, err)
	at := strings.Index(string(whole), "# A memory's start")
	require.Positive(t, at)
	bare := string(whole[:at])
	p, err := Parse("p.yaml", []byte(bare))
	require.NoError(t, err)
	require.Zero(t, p.Init)
	require.Zero(t, p.MOD)
	p, err = Parse("p.yaml", whole)
	require.NoError(t, err)
	require.Equal(t, []int{0, 1, 2, 3, 4}, p.Init.Loaded())
	require.Equal(t, Mode{true, 0x6b}, p.Init.Modes[2])
	require.Equal(t, 500_000, p.Init.T3)

	good := "init:\n  tINIT1: {ck: 9, source: s}\n  tINIT3: {ck: 9, source: s}\n  tINIT5: {ck: 9, source: s}\n  tMRD: {ck: 8, source: s}\n  tMOD: {ck: 15, source: s}\n  mode_registers:\n    - {register: 0, value: 1}\n"
	_, err = Parse("p.yaml", []byte(bare+good))
	require.NoError(t, err)
	for _, c := range []struct{ old, new, want string }{
		{"  tMRD: {ck: 8, source: s}\n", "", "init.tMRD: missing"},
		{"tMOD: {ck: 15", "tMOD: {ck: 5", "init.tMOD: 5 is less than tMRD = 8"},
		{"tINIT1: {ck: 9", "tINIT1: {ck: -9", "init.tINIT1: -9 cycles is out of range"},
		{"register: 0", "register: 16", "init.mode_registers: register: want 0 to 15"},
		{"value: 1", "value: 256", "init.mode_registers: value: want 0 to 0xff"},
		{", value: 1", "", "init.mode_registers: want a register and its value"},
		{"value: 1", "valeu: 1", `"valeu" is not known`},
		{"    - {register: 0, value: 1}\n", "    - {register: 0, value: 1}\n    - {register: 0, value: 1}\n", "register 0 is loaded twice"},
		{"\n    - {register: 0, value: 1}", " 3", "init.mode_registers: want a list"},
	} {
		_, err := Parse("p.yaml", []byte(bare+strings.Replace(good, c.old, c.new, 1)))
		require.ErrorContains(t, err, c.want)
	}
}
