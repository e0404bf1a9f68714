package gen

import (
	"fmt"

	"npugen/gen/config"
	"npugen/hdl"
)

// weightTiles is how many tiles of weights the FIFO in front of the array
// holds, as in the TPU paper (ISCA 2017, section 2).
const weightTiles = 4

// New is the matrix engine of a configuration that config.Parse accepted. Its
// results are sums.
func New(c config.Config) Engine {
	return Engine{
		Rows: c.Array.Rows, Cols: c.Array.Cols,
		ActW: c.Types.ActWidth, WeightW: c.Types.WeightWidth, AccW: c.Types.AccWidth,
		AccDepth:   c.Accumulators.Depth,
		BufDepth:   c.UnifiedBuffer.Banks * (8 * c.UnifiedBuffer.Bytes / c.UnifiedBuffer.Banks / (c.Array.Rows * c.Types.ActWidth)),
		BufBanks:   c.UnifiedBuffer.Banks,
		WeightFIFO: weightTiles * c.Array.Rows,
	}
}

// NewRequantised is the matrix engine of a configuration, with requantised
// results.
func NewRequantised(c config.Config) Requantised {
	return Requantised{Engine: New(c), MultBits: c.Requant.MultBits, ShiftBits: c.Requant.ShiftBits}
}

// Elaborate is the circuit of New(c).
func Elaborate(c config.Config) (*hdl.Circuit[EngineIn, EngineOut], error) {
	circuit, err := hdl.Elaborate(New(c))
	if err != nil {
		return nil, fmt.Errorf("engine %s: %w", c.Name, err)
	}
	return circuit, nil
}

// ElaborateRequantised is the circuit of NewRequantised(c).
func ElaborateRequantised(c config.Config) (*hdl.Circuit[RequantisedIn, EngineOut], error) {
	circuit, err := hdl.Elaborate(NewRequantised(c))
	if err != nil {
		return nil, fmt.Errorf("engine %s: %w", c.Name, err)
	}
	return circuit, nil
}
