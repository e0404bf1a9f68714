package compile

import (
	"fmt"

	"npugen/isa"
	"npugen/isa/access"
)

// touches is what each instruction may read and write, whatever the position:
// the counts that registers give are greatest at the last one, and where
// registers take a transfer in memory is noted with the instruction.
func (g *geometry) touches(code []Instruction, registers [isa.Registers]uint32) ([][]access.Span, error) {
	all := make([][]access.Span, len(code))
	for i, in := range code {
		spans, err := access.Of(g.Shape, in.Code.Resolved(&registers))
		if err != nil {
			return nil, fmt.Errorf("instruction %d, layer %d, %s: %w", i, in.Layer, in.Operator, err)
		}
		for _, s := range spans {
			if s.Space != access.Memory || in.memory == nil {
				all[i] = append(all[i], s)
			}
		}
		all[i] = append(all[i], in.memory...)
	}
	return all, nil
}
