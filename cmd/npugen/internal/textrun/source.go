package textrun

import (
	"fmt"
	"os"

	"npugen/gen/compile"
	"npugen/model/builtin"
	"npugen/model/checkpoint"
	"npugen/model/reference"
	"npugen/model/tokenizer"
)

// Source is where the model comes from: files, or, without names, the one that
// is built in. A folder of Hugging Face has its tokenizer in it.
type Source struct{ Model, Tokenizer string }

// Complete is false for a model's file without a tokenizer.
func (s Source) Complete() bool { return s.Model == "" || s.vocabulary() != "" }

// vocabulary is the tokenizer's file or folder, "" if there is none.
func (s Source) vocabulary() string {
	if info, err := os.Stat(s.Model); s.Tokenizer == "" && err == nil && info.IsDir() {
		return s.Model
	}
	return s.Tokenizer
}

// Name is the model's, for people.
func (s Source) Name() string {
	if s.Model == "" {
		return builtin.Name
	}
	return s.Model
}

// language is a model that is ready to run.
type language struct {
	tokenizer *tokenizer.Tokenizer
	program   *compile.Program
}

// centring is the positions over which the mean of the keys is taken.
const centring = 64

// compile reads and compiles the model.
func (s Source) compile(chip string, target compile.Target, context int) (l language, err error) {
	c := builtin.Checkpoint()
	if s.Model != "" {
		if c, err = checkpoint.Open(s.Model); err != nil {
			return l, err
		}
		defer c.Close()
	}
	if s.Model == "" {
		l.tokenizer = builtin.Tokenizer()
	} else if l.tokenizer, err = tokenizer.Open(s.vocabulary(), c.Config.Vocab); err != nil {
		return l, err
	}
	config := c.Config
	if context > config.SeqLen {
		return l, fmt.Errorf("%s: a context of %d positions: the model's longest sequence is %d tokens", s.Name(), context, config.SeqLen)
	}
	if context > 0 {
		config.SeqLen = context
	}
	model, err := reference.New(c)
	if err != nil {
		return l, err
	}
	centres, err := compile.Centres(model, centring)
	if err != nil {
		return l, fmt.Errorf("%s: %w", s.Name(), err)
	}
	l.program, err = compile.Compile(compile.Model{Config: config, Weights: c, Centres: centres}, target)
	if err != nil {
		return l, fmt.Errorf("%s on %s, with room for %d positions (--context): %w", s.Name(), chip, config.SeqLen, err)
	}
	return l, nil
}
