package compiled
import ("testing";"fmt";"npugen/sim/internal/irtest")
func TestDbg(t *testing.T) {
	d := irtest.Random(rng(12))
	for _, m := range d.Modules { fmt.Println(m.Name); for _, i := range m.Insts { fmt.Println(i.Name, *i.Grid); for _, c := range i.Ins { fmt.Println("  ", c.Port.Name, c.Port.Type.Width, c.Port.Count, c.Kind, len(c.Values)) } } }
	r := rng(12)
	b := newBoth(t, irtest.Random(r), 12)
	for _, v := range b.got.asked { fmt.Println(v.id, v.op, v.w, v.sp.id, v.k, len(v.args), v.edges) }
}
