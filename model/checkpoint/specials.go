package checkpoint

import (
	"fmt"
	"slices"
)

// Specials is the tokens around a text. The zero value is those of llama2.c: 1
// begins a text, and ends one, as 2 does.
type Specials struct {
	Begin int
	Ends  []int // nil: llama2.c
}

// BOS is the token that begins a text.
func (c Config) BOS() int {
	if c.Specials.Ends == nil {
		return 1
	}
	return c.Specials.Begin
}

// Ended is whether a text ends before a token: one that ends it or begins another.
func (c Config) Ended(token int) bool {
	if c.Specials.Ends == nil {
		return token == 1 || token == 2
	}
	return token == c.Specials.Begin || slices.Contains(c.Specials.Ends, token)
}

func (s Specials) check(vocab int) error {
	if s.Ends == nil {
		return nil
	}
	for _, token := range append([]int{s.Begin}, s.Ends...) {
		if token < 0 || token >= vocab {
			return fmt.Errorf("token %d begins or ends a text: the vocabulary is 0..%d", token, vocab-1)
		}
	}
	return nil
}
