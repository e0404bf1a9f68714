package builtin_test

import (
	"fmt"

	"npugen/model/builtin"
	"npugen/model/reference"
)

func Example() {
	model, err := reference.New(builtin.Checkpoint())
	if err != nil {
		fmt.Println(err)
		return
	}
	tok := builtin.Tokenizer()
	tokens, err := model.Generate(tok.Encode("Tom was a brave bear."), 40)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(tok.Text(tokens))
	// Output: Tom was a brave bear. He lived in a small cave by the sea and loved to swim. One windy morning, Tom went to the sea to swim. <nil>
}
