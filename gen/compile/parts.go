package compile

// parts cuts the outputs of a product of some inputs, so that the vector unit
// can work on one part while the array computes the next: each so many elements,
// if those are whole tiles and rows of the activation buffer whose weights begin
// at a beat; else all of them are one part.
func (g *geometry) parts(outputs, each, inputs int) []chunk {
	if each%g.Cols != 0 || each%g.Rows != 0 || each%g.Lanes != 0 || g.outputBytes(each, inputs)%g.BeatBytes() != 0 {
		return []chunk{{0, outputs}}
	}
	var cs []chunk
	for from := 0; from < outputs; from += each {
		cs = append(cs, chunk{from, min(from+each, outputs)})
	}
	return cs
}

// outputs is the tiles of a part of a product's outputs.
func (g *geometry) outputs(w stored, inputs int, c chunk) stored {
	return stored{w.addr + uint64(g.outputBytes(c.from, inputs)), uint64(g.outputBytes(c.to-c.from, inputs))}
}

// outputBytes is what the tiles of n outputs take.
func (g *geometry) outputBytes(n, inputs int) int {
	return ceil(n, g.Cols) * g.Cols * (4*g.rowTiles(inputs) + inputs)
}
