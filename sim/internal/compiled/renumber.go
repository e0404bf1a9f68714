package compiled

// renumber numbers the values anew, arguments first.
func (g *graph) renumber() {
	old := g.values
	g.values = make([]*value, 0, len(old))
	number := make([]int32, len(old))
	done := make([]bool, len(old))
	var visit func(v *value)
	visit = func(v *value) {
		if done[v.id] {
			return
		}
		done[v.id] = true
		for _, a := range v.args {
			visit(a)
		}
		number[v.id] = int32(len(g.values))
		g.values = append(g.values, v)
	}
	for _, v := range old {
		visit(v)
	}
	known := make(map[valueKey]*value, len(g.known))
	for key, v := range g.known {
		for _, id := range []*int32{&key.a, &key.b, &key.c} {
			if *id >= 0 {
				*id = number[*id]
			}
		}
		known[key] = v
	}
	g.known = known
	for i, v := range g.values {
		v.id = int32(i)
	}
}
