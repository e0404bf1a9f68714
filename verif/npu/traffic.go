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
	code, err := p.Instructions(run)
	if err != nil {
		return 0, err
	}
	for _, in := range code {
		spans, err := access.Of(s, in.Code.Resolved(&run.Registers))
		if err != nil {
			return 0, err
		}
		total += beats(s, spans)
	}
	return total*uint64(s.BeatBytes()) + uint64(len(code)*isa.Bytes), nil
}

// beats is those of memory that spans touch, each span for itself.
func beats(s bundle.Shape, spans []access.Span) (n uint64) {
	beat := uint64(s.BeatBytes())
	for _, x := range spans {
		if x.Space == access.Memory {
			n += (x.Hi-1)/beat - x.Lo/beat + 1
		}
	}
	return n
}
