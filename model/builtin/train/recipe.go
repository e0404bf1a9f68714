package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"

	"npugen/model/builtin/story"
	"npugen/model/checkpoint"
	"npugen/model/tokenizer"
	"npugen/model/train"
)

// recipe says what to train and how.
type recipe struct {
	config   checkpoint.Config
	rule     train.AdamW // its Rate comes from the schedule
	schedule train.Schedule
	batch    int // sequences of SeqLen tokens a step
	group    int // values of a row that share an int8 scale
	seed     uint64
	texts    int // stories that the vocabulary is learned from
	heldOut  int // stories that the loss is measured on
}

// full is the recipe of the embedded files. All widths are multiples of 16.
func full() recipe {
	return recipe{
		config: checkpoint.Config{
			Dim: 64, Hidden: 128, Layers: 3, Heads: 4, KVHeads: 2,
			Vocab: 512, SeqLen: 256, SharedClassifier: true,
		},
		rule:     train.AdamW{Beta1: 0.9, Beta2: 0.98, Epsilon: 1e-8, WeightDecay: 0.05, Clip: 1},
		schedule: train.Schedule{Peak: 4e-3, Last: 1e-4, Warmup: 50, Steps: 4000},
		batch:    2,
		group:    64,
		seed:     1,
		texts:    3000,
		heldOut:  40,
	}
}

// make gives the files by name.
func (r recipe) make(log io.Writer) (map[string][]byte, error) {
	stories := writer(r.seed)
	var texts []string
	for range r.texts {
		texts = append(texts, stories())
	}
	tok, err := tokenizer.Train(texts, r.config.Vocab)
	if err != nil {
		return nil, err
	}
	model, err := r.train(tok, stories, log)
	if err != nil {
		return nil, err
	}
	file, err := quantise(model, r.group)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{"tokenizer.bin": tok.Bytes(), "model.bin": file}, nil
}

// quantise stores a model in int8.
func quantise(model *train.Model[float32], group int) ([]byte, error) {
	file := model.Bytes()
	c, err := checkpoint.Read("trained model", bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	return checkpoint.EncodeInt8(c, group)
}

// writer draws one story after the other.
func writer(seed uint64) func() string {
	rng := rand.New(rand.NewPCG(seed, 0))
	return func() string { return story.Write(rng) }
}

// train runs all steps and logs the loss, now and then and on held-out stories
// at the end.
func (r recipe) train(tok *tokenizer.Tokenizer, stories func() string, log io.Writer) (*train.Model[float32], error) {
	model, err := train.New[float32](r.config, r.seed)
	if err != nil {
		return nil, err
	}
	rule, sum, count := r.rule, 0.0, 0
	for step := range r.schedule.Steps {
		predictions := 0
		for range r.batch {
			tokens := sequence(tok, stories, r.config.SeqLen+1)
			loss, err := model.Accumulate(tokens)
			if err != nil {
				return nil, err
			}
			sum, predictions = sum+loss, predictions+len(tokens)-1
		}
		rule.Rate = r.schedule.Rate(step)
		model.Update(rule, predictions)
		if count += predictions; (step+1)%50 == 0 {
			fmt.Fprintf(log, "step %d of %d: loss %.4f\n", step+1, r.schedule.Steps, sum/float64(count))
			sum, count = 0, 0
		}
	}
	return model, r.evaluate(model, tok, log)
}

// sequence is stories one after the other, each with BOS in front, cut to a
// length: after a story the model says BOS, as those of llama2.c do.
func sequence(tok *tokenizer.Tokenizer, stories func() string, length int) []int {
	var tokens []int
	for len(tokens) < length {
		tokens = append(tokens, tok.Encode(stories())...)
	}
	return tokens[:length]
}

// evaluate logs the mean loss over stories that the training did not draw.
func (r recipe) evaluate(model *train.Model[float32], tok *tokenizer.Tokenizer, log io.Writer) error {
	stories, sum := writer(^r.seed), 0.0
	for range r.heldOut {
		loss, err := model.Loss(sequence(tok, stories, r.config.SeqLen+1))
		if err != nil {
			return err
		}
		sum += loss
	}
	fmt.Fprintf(log, "held-out loss %.4f nats a token\n", sum/float64(r.heldOut))
	return nil
}
