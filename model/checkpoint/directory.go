package checkpoint

import "slices"

// entry is one tensor, or one for each layer.
type entry struct {
	name       string
	layers     int // 0: the tensor exists once
	rows, cols int
	places     []place // one a layer, or one
}

// place is where one matrix lies, and in which form.
type place struct {
	file   int   // which of the checkpoint's files
	offset int64 // bytes from its start
	form   form
	halves int // head size if the rows of each head stand in two halves; else 0
}

// elems is the number of elements of one layer.
func (e entry) elems() int64 { return int64(e.rows) * int64(e.cols) }

// layout places tensors one after the other in a file.
type layout struct {
	dir []entry
	end int64 // bytes
}

// add places a tensor, all layers back to back.
func (l *layout) add(f form, name string, layers, rows, cols int) {
	e := entry{name: name, layers: layers, rows: rows, cols: cols}
	for range max(layers, 1) {
		e.places = append(e.places, place{offset: l.end, form: f})
		l.end += f.bytes(e.elems())
	}
	l.dir = append(l.dir, e)
}

// alias gives the tensor of one name a second one.
func (l *layout) alias(name, of string) {
	i := slices.IndexFunc(l.dir, func(e entry) bool { return e.name == of })
	e := l.dir[i]
	e.name = name
	l.dir = append(l.dir, e)
}
