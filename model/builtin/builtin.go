package builtin

import (
	"bytes"
	_ "embed"
	"fmt"

	"npugen/model/checkpoint"
	"npugen/model/tokenizer"
)

// Name stands for the model where a file name would.
const Name = "builtin"

//go:embed model.bin
var modelFile []byte

//go:embed tokenizer.bin
var tokenizerFile []byte

// Checkpoint is the model. It needs no Close. The weights are fp32 as those of
// any checkpoint.
func Checkpoint() *checkpoint.Checkpoint {
	c, err := checkpoint.Read(Name, bytes.NewReader(modelFile), int64(len(modelFile)))
	if err != nil {
		panic(fmt.Sprintf("the embedded model is damaged: %v", err)) // a test reads it
	}
	return c
}

// Tokenizer is the vocabulary of the model.
func Tokenizer() *tokenizer.Tokenizer {
	t, err := tokenizer.Read(Name+" tokenizer", tokenizerFile, Checkpoint().Config.Vocab)
	if err != nil {
		panic(fmt.Sprintf("the embedded tokenizer is damaged: %v", err))
	}
	return t
}
