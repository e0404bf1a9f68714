package matmul

import (
	"fmt"
	"slices"
	"strings"

	"npugen/model/checkpoint"
	"npugen/model/quant"
	"npugen/model/reference"
)

// Source says which product to compute.
type Source struct {
	Model   string // file; empty for the built-in tensor
	Tensor  string
	Layer   int
	Vectors int    // of activations
	Seed    uint64 // of the built-in tensor
}

// Shape of the built-in tensor: outputs x reduction.
const (
	builtinRows = 64
	builtinCols = 64
)

// Problem is a product: M vectors of K activations times N x K weights.
type Problem struct {
	Name       string // for people
	Act        quant.Quantised
	Weight     quant.Quantised
	actFP32    quant.Matrix[float32]
	weightFP32 quant.Matrix[float32]
}

// M is the number of vectors of activations.
func (p *Problem) M() int { return p.Act.Rows }

// K is the length of the reduction.
func (p *Problem) K() int { return p.Act.Cols }

// N is the number of outputs.
func (p *Problem) N() int { return p.Weight.Rows }

// Load reads the weights, captures the activations that enter them, and
// quantises both to int8: weights with a scale an output, activations with a
// scale a vector.
func Load(s Source) (*Problem, error) {
	if s.Model == "" {
		return builtin(s)
	}
	c, err := checkpoint.Open(s.Model)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if err := s.check(c); err != nil {
		return nil, err
	}
	t, err := c.Tensor(s.Tensor, s.Layer)
	if err != nil {
		return nil, err
	}
	model, err := reference.New(c)
	if err != nil {
		return nil, err
	}
	captured, err := model.Capture(s.Tensor, s.Layer, s.Vectors)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Model, err)
	}
	act, err := quant.FromRows(captured)
	if err != nil {
		return nil, fmt.Errorf("%s: activations of %s: %w", s.Model, s.Tensor, err)
	}
	weight, err := quant.NewMatrix(t.Rows, t.Cols, t.Data)
	if err != nil {
		return nil, fmt.Errorf("%s: tensor %s: %w", s.Model, s.Tensor, err)
	}
	return quantise(fmt.Sprintf("%s layer %d of %s", s.Tensor, s.Layer, s.Model), act, weight)
}

// check refuses tensors that no vector is multiplied with, and says which are.
func (s Source) check(c *checkpoint.Checkpoint) error {
	if s.Vectors < 1 || s.Vectors > c.Config.SeqLen {
		return fmt.Errorf("%s: %d vectors: want 1..%d, the model's longest sequence", s.Model, s.Vectors, c.Config.SeqLen)
	}
	rows, cols, _, err := c.Shape(s.Tensor)
	if err != nil {
		return err // names the tensors that there are
	}
	if slices.Contains(reference.Products(), s.Tensor) {
		return nil
	}
	why := "it is no weight of a matrix product"
	if s.Tensor == "token_embedding" {
		why = "a token looks up one row of it"
	}
	return fmt.Errorf("%s: tensor %s (%d x %d) is not multiplied with activations: %s; choose one of %s",
		s.Model, s.Tensor, rows, cols, why, strings.Join(reference.Products(), ", "))
}

// builtin is a product that looks like a model's.
func builtin(s Source) (*Problem, error) {
	const most = 4096
	if s.Vectors < 1 || s.Vectors > most {
		return nil, fmt.Errorf("%d vectors: want 1..%d", s.Vectors, most)
	}
	weight, err := quant.Synthetic(builtinRows, builtinCols, s.Seed)
	if err != nil {
		return nil, err
	}
	act, err := quant.Synthetic(s.Vectors, builtinCols, ^s.Seed)
	if err != nil {
		return nil, err
	}
	return quantise(fmt.Sprintf("built-in tensor, seed %d", s.Seed), act, weight)
}

func quantise(name string, act, weight quant.Matrix[float32]) (*Problem, error) {
	a, err := quant.PerRow(act)
	if err != nil {
		return nil, fmt.Errorf("%s: activations: %w", name, err)
	}
	w, err := quant.PerRow(weight)
	if err != nil {
		return nil, fmt.Errorf("%s: weights: %w", name, err)
	}
	return &Problem{Name: name, Act: a, Weight: w, actFP32: act, weightFP32: weight}, nil
}

// Reference is the exact int32 product.
func (p *Problem) Reference() (quant.Matrix[int32], error) {
	return quant.GEMM(p.Act.Matrix, p.Weight.Matrix)
}

// RelativeError is how far int32 sums, scaled back, are from the fp32 product.
func (p *Problem) RelativeError(sums quant.Matrix[int32]) (float64, error) {
	got, err := quant.Dequantise(sums, p.Act, p.Weight)
	if err != nil {
		return 0, err
	}
	want, err := quant.Product(p.actFP32, p.weightFP32)
	if err != nil {
		return 0, err
	}
	return quant.RelativeError(want.Data, got.Data)
}
