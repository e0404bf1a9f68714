package compile

// perPosition is an amount, and one for each position that the cache holds.
type perPosition struct{ fixed, each int }

// dense is the products of n vectors with a matrix.
func dense(n, inputs, outputs int) perPosition { return perPosition{fixed: n * inputs * outputs} }

// seen is an amount for each position that one sees: of n positions that follow
// each other, the first of which sees those before it in the batch, and itself.
func seen(first, n, each int) perPosition {
	return perPosition{fixed: each * (n*first + n*(n+1)/2), each: each * n}
}

// headsOf is the key heads of a pack that the model has.
func (g *geometry) headsOf(pack int) int { return min(g.packHeads, g.KVHeads-pack*g.packHeads) }

// elements is those of the model in a part of vectors that have n heads, one
// after the other, for each key head of a pack.
func (g *geometry) elements(c chunk, n int) (sum int) {
	for head := c.from / g.headWidth; head < c.to/g.headWidth; head++ {
		if head%g.packHeads < g.headsOf(head/(n*g.packHeads)) {
			sum += g.headSize
		}
	}
	return sum
}

// elementsOf is those of the model in a piece of values of a position.
func (g *geometry) elementsOf(p piece) int {
	heads := max(0, min(p.heads, g.headsOf(p.pack)-p.first))
	return heads * max(0, min(p.width/p.heads, g.headSize-p.from))
}

// MACs is the multiplications of the model that an instruction of a run does;
// the array does more where tiles are not full, heads share a pack, or positions
// are masked. 0 for those that are no MATMUL.
func (i Instruction) MACs(run Run) int {
	return i.macs.fixed + i.macs.each*int(run.Registers[i.place*perPlace+int(cached)])
}
