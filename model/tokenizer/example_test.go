package tokenizer_test

import (
	"fmt"

	"npugen/model/modeltest"
	"npugen/model/tokenizer"
)

func ExampleTokenizer_Encode() {
	vocabulary := modeltest.Vocabulary(" ", "a", "b", "ab", " a")
	tok, err := tokenizer.Read("tok.bin", vocabulary, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	tokens := tok.Encode("bab!")
	text, err := tok.Text(tokens)
	fmt.Println(tokens, text, err)
	// Output: [1 259 261 262 36] bab! <nil>
}
