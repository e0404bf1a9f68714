package npu

import (
	"npugen/blocks/bundle"
	"npugen/gen/compile"
	"npugen/isa"
	"npugen/isa/access"
)

// Traffic is the bytes that a run moves between memory and chip: whole beats,
// those of the instructions included.
func Traffic(s bundle.Shape, p *compile.Program, run compile.Run) (uint64, error) {
	total := uint64(0)
	beat := uint64(s.BeatBytes())
	code, err := p.Instructions(run)
	if err != nil {
		return 0, err
	}
	for _, in := range code {
		spans, err := access.Of(s, in.Code.Resolved(&run.Registers))
		if err != nil {
			return 0, err
		}
		for _, span := range spans {
			if span.Space == access.Memory {
				total += ((span.Hi-1)/beat - span.Lo/beat + 1) * beat
			}
		}
	}
	return total + uint64(len(code)*isa.Bytes), nil
}
