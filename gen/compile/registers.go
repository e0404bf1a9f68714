package compile

import "npugen/isa"

// register is a register that the host sets for each token.
type register int

// The registers. Positions are those that the cache holds before the token.
const (
	embeddingRow  register = iota // lines from the embedding's first row to the token's
	ropeRow                       // lines from the first position's tables to this one's
	cached                        // positions
	scaleWords                    // words of Lanes value scales: positions / Lanes, rounded up
	blocks                        // blocks of Cols positions
	keyRows                       // rows of a pack's keys in the stream
	valueTiles                    // tiles of Rows positions, times 65536
	lastPositions                 // positions of the last tile, times 65536
	keyColumn                     // bytes from a pack's keys to this position's column
	keyScale                      // bytes from a pack's keys to this position's scale
	valueRow                      // bytes from a unit's values to this position's
	valueScale                    // bytes from a unit's scales to this position's
	registersUsed
)

// registers are the values for tokens from a position on, of which the first
// seen can be read from the cache.
func (g *geometry) registers(l *layout, pos, seen int) [isa.Registers]uint32 {
	var r [isa.Registers]uint32
	n, block := ceil(seen, g.Cols), uint64(pos/g.Cols)*l.blockBytes
	for reg, v := range map[register]uint64{
		ropeRow:    uint64(pos) * uint64(g.ropeRow) / 64,
		cached:     uint64(pos),
		scaleWords: uint64(ceil(seen, g.Lanes)),
		blocks:     uint64(n),
		keyRows:    uint64(n) * l.blockBytes / uint64(g.Cols),
		keyColumn:  block + uint64(4*g.Cols+pos%g.Cols),
		keyScale:   block + uint64(4*(pos%g.Cols)),
		valueRow:   uint64(pos * g.Cols),
		valueScale: uint64(4 * pos),
	} {
		r[reg] = uint32(v)
	}
	return r
}

// token are the values for one token, which reads all positions before it.
func (g *geometry) tokenRegisters(l *layout, pos, token int) [isa.Registers]uint32 {
	r := g.registers(l, pos, pos)
	r[embeddingRow] = uint32(uint64(token) * uint64(g.embeddingRow) / 64)
	if pos > 0 {
		r[valueTiles] = uint32(g.rowTiles(pos)) << 16
		r[lastPositions] = uint32(g.lastRows(pos)) << 16
	}
	return r
}

// batchRegisters are the values for n tokens, which read their own positions too.
func (g *geometry) batchRegisters(l *layout, pos, n int) [isa.Registers]uint32 {
	r := g.registers(l, pos, pos+n)
	r[valueTiles] = uint32(pos/g.Rows+1) << 16
	r[lastPositions] = uint32(pos%g.Rows) << 16
	return r
}
