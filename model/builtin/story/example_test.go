package story_test

import (
	"fmt"
	"math/rand/v2"

	"npugen/model/builtin/story"
)

func ExampleWrite() {
	fmt.Println(story.Write(rand.New(rand.NewPCG(1, 0))))
	// Output: Anna was a clever girl. She lived in a small house on a hill and loved to dance. One bright day, Anna went to the park to dance. Soon it started to rain, and Anna was cold. Then she saw a light in a small house. A kind dog named Sam opened the door. "Come in, my friend," said Sam. Sam gave her milk and honey. "Thank you, Sam!" said Anna. From that day on, Anna and Sam were best friends.
}
