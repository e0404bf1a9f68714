package compile

import "npugen/isa"

// register is a register that the host sets for each token: that of one of the
// sequences of a run (see builder.place), perPlace registers each.
type register int

// perPlace is the registers of a sequence; places is the sequences for which
// there are registers.
const (
	perPlace = 16
	places   = isa.Registers / perPlace
)

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
	cache                         // lines from the first cache to the sequence's
	weighed                       // positions whose probabilities are quantised: as cached, but at least 1
	weighedFrom                   // elements from the scores of cached positions to the first of them: 0, or minus a word
)

// registers are the values for tokens of a sequence from a position on, of which
// the first seen can be read from the cache.
func (g *geometry) registers(l *layout, own, pos, seen int) [perPlace]uint32 {
	var r [perPlace]uint32
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
		cache:      uint64(own) * l.cacheBytes / 64,
	} {
		r[reg] = uint32(v)
	}
	return r
}

// tokenRegisters are the values for one token, which reads all positions before it.
// The first has none to read, but rows of the vector unit have an element at
// least: one probability is quantised that no value is multiplied by, that of
// the token itself.
func (g *geometry) tokenRegisters(l *layout, s Sequence) [perPlace]uint32 {
	r := g.registers(l, s.Cache, s.Position, s.Position)
	r[embeddingRow] = uint32(uint64(s.Token) * uint64(g.embeddingRow) / 64)
	r[weighed] = uint32(s.Position)
	if s.Position == 0 {
		r[weighed], r[weighedFrom], r[scaleWords] = 1, -uint32(g.Address(uint64(g.Lanes))), 1
		return r
	}
	r[valueTiles] = uint32(g.rowTiles(s.Position)) << 16
	r[lastPositions] = uint32(g.lastRows(s.Position)) << 16
	return r
}

// placed are the values of all registers for sequences in their places.
func (g *geometry) placed(l *layout, sequences ...Sequence) [isa.Registers]uint32 {
	var all [isa.Registers]uint32
	for i, s := range sequences {
		r := g.tokenRegisters(l, s)
		copy(all[i*perPlace:], r[:])
	}
	return all
}

// batchRegisters are the values for n tokens of a sequence, which read their own
// positions too.
func (g *geometry) batchRegisters(l *layout, own, pos, n int) [isa.Registers]uint32 {
	var all [isa.Registers]uint32
	r := g.registers(l, own, pos, pos+n)
	r[valueTiles] = uint32(pos/g.Rows+1) << 16
	r[lastPositions] = uint32(pos%g.Rows) << 16
	copy(all[:], r[:])
	return all
}
