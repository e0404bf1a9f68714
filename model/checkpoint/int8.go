package checkpoint

import (
	"encoding/binary"
	"fmt"
	"math"

	"npugen/model/quant"
)

// EncodeInt8 is the model as a llama2.c checkpoint of version 2: matrices in
// int8 with an fp32 scale for each group of values along a row, norms in fp32.
// What it stores is within half a step, a 254th of the group's greatest
// magnitude, of the model. Version 2 has no place for a head size, rotary base
// or norm epsilon of one's own.
func EncodeInt8(c *Checkpoint, group int) ([]byte, error) {
	cfg := c.Config
	f := form{int8kind, group}
	if err := f.fits(cfg); err != nil {
		return nil, fmt.Errorf("encode int8: %w", err)
	}
	if cfg.HeadSize()*cfg.Heads != cfg.Dim || cfg.Theta() != (Config{}).Theta() || cfg.Epsilon() != (Config{}).Epsilon() {
		return nil, fmt.Errorf("encode int8: head size %d, rope theta %v, norm epsilon %v: llama2.c fixes them to dim/n_heads, 10000 and 1e-5", cfg.HeadSize(), cfg.Theta(), cfg.Epsilon())
	}
	l := layoutNorms(cfg)
	norms := len(l.dir)
	l.matrices(f, cfg)
	if cfg.SharedClassifier {
		l.dir = l.dir[:len(l.dir)-1] // stored as the embedding
	}
	file := Header(2, cfg, group)
	for i, e := range l.dir {
		for layer := range max(e.layers, 1) {
			t, err := c.Tensor(e.name, layer)
			if err == nil && i < norms {
				file, err = binary.Append(file, binary.LittleEndian, t.Data)
			} else if err == nil {
				file, err = appendInt8(file, t, group)
			}
			if err != nil {
				return nil, fmt.Errorf("encode int8: %w", err)
			}
		}
	}
	return file, nil
}

// appendInt8 appends the values of a tensor, then its scales.
func appendInt8(file []byte, t Tensor, group int) ([]byte, error) {
	m, err := quant.NewMatrix(len(t.Data)/group, group, t.Data)
	if err != nil {
		return nil, err
	}
	q, err := quant.PerRow(m)
	if err != nil {
		return nil, err
	}
	for _, v := range q.Data {
		file = append(file, byte(v))
	}
	for _, s := range q.Scale {
		file = binary.LittleEndian.AppendUint32(file, math.Float32bits(s))
	}
	return file, nil
}
