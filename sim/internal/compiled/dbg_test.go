package compiled
import ("testing";"fmt";"npugen/sim/internal/irtest")
func (e *Engine) eval(v *value, pos int, memo map[[2]int]uint64) uint64 {
	key := [2]int{int(v.id), pos}
	if x, ok := memo[key]; ok { return x }
	var x uint64
	switch v.op {
	case opConst: return v.k
	case opState: x = e.peek(v.store.addr+uint32(pos)*v.store.elem, v.store.elem)
	case opSplat: x = e.eval(v.args[0], 0, memo)
	case opSpread:
		up, c := pos/v.sp.unit, pos%v.sp.unit
		for i, at := range v.sp.cell { if at == c { if len(v.args)==1 {i=0}; x = e.eval(v.args[i], up, memo) } }
	case opPick: x = e.eval(v.args[0], pos*v.args[0].sp.unit+v.args[0].sp.cell[v.k], memo)
	case opShift:
		up, c := pos/v.sp.unit, pos%v.sp.unit
		done := false
		for i, ed := range v.edges { if ed.at == c+int(int64(v.k)) { x = e.eval(v.args[1+i], up, memo); done = true } }
		if !done { x = e.eval(v.args[0], pos+int(int64(v.k)), memo) }
	case opRead:
		a := e.eval(v.args[0], pos, memo)
		if a < uint64(v.mem.mem.Depth) { x = e.peek(e.wordAt(v.mem, pos, int(a))+uint32(8*v.k), v.mem.wordBytes()) }
	default:
		in := make([]uint64, len(v.args))
		for i, a := range v.args { in[i] = e.eval(a, pos, memo) }
		x = evaluate(v.op, int(v.w), v.k, v.args, in)
	}
	memo[key] = x
	return x
}
func TestDbg(t *testing.T) {
	for _, s := range []uint64{40, 53, 149, 172} {
	r := rng(s)
	b := newBoth(t, irtest.Random(r), s)
	e := b.got
	for c := range 6 {
		for _, p := range b.inputs { words := make([]uint64, p.got.Words); for i := range words { words[i] = 0 }; e.Store(p.got, words) }
		p := newPlan(e.l, e.l.job(3))
		memo := map[[2]int]uint64{}
		want := map[[2]int]uint64{}
		for _, v := range p.used { if p.kept[v] { for lane := range v.sp.lanes { pos := v.sp.position(lane); want[[2]int{int(v.id), pos}] = e.eval(v, pos, memo) } } }
		e.Run(3, 1)
		for _, v := range p.used { if p.kept[v] { for lane := range v.sp.lanes { pos := v.sp.position(lane)
			if g, w := e.word(v, pos), want[[2]int{int(v.id), pos}]; g != w { fmt.Println(s, c, "value", v.id, "op", v.op, "w", v.w, "level", p.level[v], p.top, "pos", pos, "got", g, "want", w, "least", v.sp.id) } } } }
	}
	}
}
