package sim

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// shown is the names of the variables of a VCD file.
func shown(text string) (names []string) {
	var at []string
	for _, l := range strings.Split(text, "\n") {
		switch f := strings.Fields(l); {
		case len(f) > 2 && f[0] == "$scope":
			at = append(at, f[2])
		case len(f) > 0 && f[0] == "$upscope":
			at = at[:len(at)-1]
		case len(f) > 4 && f[0] == "$var":
			names = append(names, strings.Join(append(at[1:len(at):len(at)], f[4]), "."))
		}
	}
	return names
}

func TestScopes(t *testing.T) {
	all := shown(dump(t, Interpreter, VCDOptions{}))
	for _, c := range []struct {
		o    VCDOptions
		like string // of the names that are shown
	}{
		{VCDOptions{Scopes: []string{""}}, `.*`},
		{VCDOptions{Depth: 1}, `[^.]*`},
		{VCDOptions{Depth: 2}, `.*`},
		{VCDOptions{Scopes: []string{"pe[1][2]"}}, `pe\[1\]\[2\]\..*`},
		{VCDOptions{Scopes: []string{"pe[1][2]"}, MaxCells: 1}, `pe\[1\]\[2\]\..*`},
		{VCDOptions{Scopes: []string{"pe[1][*]"}}, `pe\[1\]\[.\]\..*`},
		{VCDOptions{Scopes: []string{"*[0]", "pe[2][1]"}}, `pe\[(.\]\[0|2\]\[1)\]\..*`},
		{VCDOptions{Scopes: []string{"", "pe[2][1]"}, Depth: 1}, `[^.]*|pe\[2\]\[1\]\..*`},
		{VCDOptions{Scopes: []string{"pe[01][+2]"}}, `pe\[1\]\[2\]\..*`},
		{VCDOptions{MaxCells: 1}, `[^.]*`},
	} {
		var want []string
		for _, name := range all {
			if regexp.MustCompile("^(" + c.like + ")$").MatchString(name) {
				want = append(want, name)
			}
		}
		require.NotEmpty(t, want)
		text := dump(t, Interpreter, c.o)
		require.Equal(t, want, shown(text), "%+v", c.o)
		require.Equal(t, text, dump(t, Compiled, c.o))
	}
}

func TestScopesThatAreNotThere(t *testing.T) {
	d := irtest.Array(3, 8, 32)
	for _, c := range []struct {
		o    VCDOptions
		want string
	}{
		{VCDOptions{Scopes: []string{"nn"}}, "scope nn: module array has no instance nn; it has pe"},
		{VCDOptions{Scopes: []string{"pe"}}, "scope pe: pe is a grid: want pe[row][column]"},
		{VCDOptions{Scopes: []string{"pe[3][0]"}}, "scope pe[3][0]: pe: row 3: want 0 to 2"},
		{VCDOptions{Scopes: []string{"pe[*][9]"}}, "scope pe[*][9]: module array has no instance like pe[*][9]; it has pe"},
		{VCDOptions{Scopes: []string{"pe[*][0].x"}}, "scope pe[*][0].x: module pe has no instance x; it has none"},
		{VCDOptions{Scopes: []string{"pe[0][0]."}}, "has no instance"},
		{VCDOptions{Depth: -1}, "depth -1: want at least 1, or 0 for all levels"},
	} {
		require.ErrorContains(t, c.o.Check(d), c.want)
	}
	require.NoError(t, VCDOptions{Scopes: []string{"pe[0][0]"}}.Check(d))
}

// inner, outer and tops are three levels of instances.
type inner struct{}

func (inner) Inputs() hdl.None { return hdl.None{} }

func (inner) Build(m *hdl.Module, _ hdl.None) struct{ Q hdl.UInt } {
	r := hdl.RegInit(m, "r", hdl.U(0, 4))
	r.D(r.Q().AddWrap(hdl.U(1, 4)))
	return struct{ Q hdl.UInt }{r.Q()}
}

type outer struct{}

func (outer) Inputs() hdl.None { return hdl.None{} }

func (outer) Build(m *hdl.Module, _ hdl.None) struct{ Q hdl.UInt } {
	return struct{ Q hdl.UInt }{hdl.Inst(m, "u_a", inner{}, hdl.None{}).Q.Xor(hdl.Inst(m, "u_b", inner{}, hdl.None{}).Q)}
}

type tops struct{}

func (tops) Inputs() hdl.None { return hdl.None{} }

func (tops) Build(m *hdl.Module, _ hdl.None) struct{ Q hdl.UInt } {
	return struct{ Q hdl.UInt }{hdl.Inst(m, "u_x", outer{}, hdl.None{}).Q.Xor(hdl.Inst(m, "u_y", inner{}, hdl.None{}).Q)}
}

func TestScopesOfLevels(t *testing.T) {
	c, err := hdl.Elaborate(tops{})
	require.NoError(t, err)
	instances := func(o VCDOptions) (list []string) {
		s, err := New(c.Design, Options{})
		require.NoError(t, err)
		var b strings.Builder
		_, err = s.VCD(&b, o)
		require.NoError(t, err)
		require.Equal(t, strings.Contains(b.String(), "module u_y "), strings.Contains(b.String(), "u_y $end\n$var"), "no empty scopes")
		for _, name := range shown(b.String()) {
			if where := name[:max(0, strings.LastIndexByte(name, '.'))]; len(list) == 0 || list[len(list)-1] != where {
				list = append(list, where)
			}
		}
		return list
	}
	require.Equal(t, []string{"", "u_x", "u_x.u_a", "u_x.u_b", "u_y"}, instances(VCDOptions{}))
	require.Equal(t, []string{"", "u_x", "u_y"}, instances(VCDOptions{Depth: 2}))
	require.Equal(t, []string{"u_x.u_a", "u_y"}, instances(VCDOptions{Scopes: []string{"u_x.u_a", "u_y"}}))
	require.Equal(t, []string{"u_x", "u_x.u_b"}, instances(VCDOptions{Scopes: []string{"u_x", "*.u_b"}, Depth: 1}))
	require.Equal(t, []string{"u_x.u_b"}, instances(VCDOptions{Scopes: []string{"*.u_b"}}), "nothing of u_y")
	require.ErrorContains(t, VCDOptions{Scopes: []string{"*.u_c"}}.Check(c.Design), "module outer has no instance u_c; it has u_a, u_b")
}

// Instances that only watch are left out where assertions are, but not if one is asked for.
func TestScopeOfAssertions(t *testing.T) {
	w := irtest.New("watch")
	ck, x := w.Clock("ck"), w.In("x", irtest.U(1))
	w.Asserts = []*ir.Assertion{{Name: "a", Clock: ck, Cond: irtest.Ref(x)}}
	m := irtest.New("top")
	mck, mx := m.Clock("ck"), m.In("x", irtest.U(1))
	m.Inst("u_watch", irtest.Design(w).Top, nil, irtest.All(irtest.Ref(mck)), irtest.All(irtest.Ref(mx)))
	s, err := New(irtest.Design(w, m), Options{Unchecked: true})
	require.NoError(t, err)
	for scope, want := range map[string][]string{"": {"ck", "x"}, "u_watch": {"u_watch.ck", "u_watch.x"}} {
		var b strings.Builder
		_, err = s.VCD(&b, VCDOptions{Scopes: []string{scope}})
		require.NoError(t, err)
		require.Equal(t, want, shown(b.String()))
	}
}
