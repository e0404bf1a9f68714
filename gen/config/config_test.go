package config

import (
	"errors"
	"flag"
	"math/bits"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"npugen/blocks/hbm/profile"
)

var update = flag.Bool("update", false, "write the golden files")

// golden compares text with a file, or writes it.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// Each file of testdata/bad is refused with the diagnostics beside it.
func TestDiagnostics(t *testing.T) {
	bad, err := filepath.Glob("testdata/bad/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, bad)
	for _, path := range bad {
		t.Run(filepath.Base(path), func(t *testing.T) {
			data, err := os.ReadFile(path)
			require.NoError(t, err)
			c, err := Parse(filepath.Base(path), data)
			require.Error(t, err)
			require.Zero(t, c)
			golden(t, strings.TrimSuffix(path, ".yaml")+".golden", err.Error()+"\n")
		})
	}
	left, err := filepath.Glob("testdata/bad/*.golden")
	require.NoError(t, err)
	require.Len(t, left, len(bad), "a golden file without its yaml")
}

const minimal = `name: chip
clock_mhz: 500
array: {rows: 3, cols: 5}
accumulators: {depth: 7}
unified_buffer: {bytes: 0x100, banks: 2}
`

func TestDefaults(t *testing.T) {
	c, err := Parse("chip.yaml", []byte(minimal))
	require.NoError(t, err)
	require.Equal(t, Config{
		Name: "chip", ClockMHz: 500, Array: Array{3, 5}, Types: Types{8, 8, 32}, Accumulators: Accumulators{7},
		UnifiedBuffer: UnifiedBuffer{256, 2}, Requant: Requant{16, 6},
		NPU: NPU{4, 8192, 2048, 512, 64, 64, 0, 8, 1, 64, "hbm2-2000-8gb"},
	}, c)
}

// Every range is exact: both ends are taken, one step further is refused and
// the message says the range.
func TestRanges(t *testing.T) {
	for _, f := range Fields() {
		if f.number == nil {
			continue
		}
		for v, ok := range map[int]bool{f.Min: true, f.Max: true, f.Min - 1: false, f.Max + 1: false} {
			c, err := Parse("chip.yaml", []byte(minimal))
			require.NoError(t, err)
			c.Types, c.UnifiedBuffer.Bytes = Types{2, 2, 64}, 256<<20 // far from every rule
			*f.number(&c) = v
			if f.Path == "unified_buffer.bytes" && ok {
				c.UnifiedBuffer.Banks = 1
			}
			if f.Path == "types.acc_width" {
				c.Array.Rows = 1
			}
			_, err = Parse("chip.yaml", Marshal(c))
			if ok {
				require.NoError(t, err, f.Path)
				continue
			}
			var ds Diagnostics
			require.True(t, errors.As(err, &ds), "%s = %d", f.Path, v)
			require.Len(t, ds, 1)
			require.Equal(t, f.Path, ds[0].Path)
			require.Contains(t, ds[0].Fix, f.allowed())
		}
	}
}

// The exact bound of acc_width: the worst sum fits, one bit less is refused.
func TestAccWidthBound(t *testing.T) {
	for rows, bits := range map[int]int{1: 16, 2: 17, 3: 18, 4: 18, 255: 24, 256: 24} {
		c, err := Parse("chip.yaml", []byte(minimal))
		require.NoError(t, err)
		c.Array.Rows, c.UnifiedBuffer.Bytes = rows, 1024
		c.Types.AccWidth = bits
		require.Less(t, rows*128*128, 1<<(bits-1)+1)
		_, err = Parse("chip.yaml", Marshal(c))
		require.NoError(t, err)
		c.Types.AccWidth = bits - 1
		_, err = Parse("chip.yaml", Marshal(c))
		require.ErrorContains(t, err, "types.acc_width")
	}
}

func TestMarshalRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Config{
			Name:    rapid.StringMatching(`[a-z][a-z0-9_-]{0,20}`).Draw(t, "name"),
			Summary: rapid.StringMatching(`[ -~é]{0,50}`).Draw(t, "summary"),
		}
		for _, f := range Fields() {
			if f.number != nil {
				*f.number(&c) = rapid.IntRange(f.Min, f.Max).Draw(t, f.Path)
				if f.PowerOfTwo {
					*f.number(&c) = 1 << rapid.IntRange(bits.Len(uint(f.Min-1)), bits.Len(uint(f.Max))-1).Draw(t, "log2 "+f.Path)
				}
			}
		}
		c.NPU.Memory = rapid.SampledFrom(profile.Names()).Draw(t, "memory")
		for _, r := range Rules() {
			if what, _ := r.check(c); what != "" {
				t.Skip(what)
			}
		}
		got, err := Parse("chip.yaml", Marshal(c))
		require.NoError(t, err, string(Marshal(c)))
		require.Equal(t, c, got)
	})
}

// Words that YAML takes for something else survive as names.
func TestMarshalQuotes(t *testing.T) {
	for _, name := range []string{"true", "null", "no", "on", "y", "inf", "nan"} {
		c, err := Parse("chip.yaml", []byte(minimal))
		require.NoError(t, err)
		c.Name, c.Summary = name, "it's: "+name
		got, err := Parse("chip.yaml", Marshal(c))
		require.NoError(t, err)
		require.Equal(t, c, got)
	}
}

func TestLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "chip.yaml")
	require.NoError(t, os.WriteFile(path, []byte(minimal), 0o600))
	_, err := Load(path)
	require.NoError(t, err)
	_, err = Load(path + "x")
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = Load(filepath.Dir(path))
	require.ErrorContains(t, err, "is a directory")
	require.NoError(t, os.Truncate(path, maxBytes+1))
	_, err = Load(path)
	require.EqualError(t, err, path+":1:1: more than 16384 bytes, which is the most that a configuration has; is this another file?")
	if _, missing := os.Stat("/dev/zero"); missing == nil {
		_, err = Load("/dev/zero") // has no end
		require.ErrorContains(t, err, "is this another file?")
	}
	_, err = Parse("x", make([]byte, maxBytes+1))
	require.EqualError(t, err, "x:1:1: more than 16384 bytes, which is the most that a configuration has; is this another file?")
}

func TestReference(t *testing.T) {
	page := Reference()
	for _, f := range Fields() {
		require.Contains(t, page, "| `"+f.Key()+"` | "+f.allowed())
	}
	golden(t, "testdata/reference.md", page)
}

// The tables fit together: every path is unique, in a section that exists, and
// a rule uses keys that exist.
func TestTables(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Fields() {
		require.False(t, seen[f.Path], f.Path)
		seen[f.Path] = true
		require.True(t, f.Section() == "" || isSection(f.Section()), f.Path)
		require.True(t, (f.number == nil) != (f.text == nil), f.Path)
		require.True(t, f.Required || f.text != nil || f.Default >= f.Min && f.Default <= f.Max, f.Path)
		require.NotEmpty(t, f.Doc)
		require.NotEmpty(t, f.reasons())
		require.True(t, f.text != nil || f.Min == 1 || f.WhyMin != "", f.Path)
	}
	for _, r := range Rules() {
		require.Contains(t, r.Uses, r.Path)
		for _, path := range r.Uses {
			require.True(t, seen[path], path)
		}
	}
}

// Whatever the text, Parse gives diagnostics with a place, or a Config that
// Marshal and Parse carry over.
func FuzzParse(f *testing.F) {
	f.Add([]byte(minimal))
	bad, err := filepath.Glob("testdata/bad/*.yaml")
	require.NoError(f, err)
	for _, path := range bad {
		data, err := os.ReadFile(path)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("x.yaml", data)
		if err != nil {
			var ds Diagnostics
			require.True(t, errors.As(err, &ds))
			for _, d := range ds {
				require.Positive(t, d.Line)
				require.Positive(t, d.Col)
				require.NotEmpty(t, d.What)
			}
			return
		}
		again, err := Parse("x.yaml", Marshal(c))
		require.NoError(t, err)
		require.Equal(t, c, again)
	})
}
