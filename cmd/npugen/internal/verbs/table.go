package verbs

import (
	"embed"
	"fmt"

	"npugen/cmd/npugen/internal/command"
)

// examples are sessions whose output a test compares with the real one.
//
//go:embed examples/*.txt
var examples embed.FS

func example(verb string) string {
	text, err := examples.ReadFile("examples/" + verb + ".txt")
	if err != nil {
		panic(fmt.Sprintf("no example of %s was built in: %v", verb, err)) // a test defines all verbs
	}
	return string(text)
}

// Program is npugen with all its verbs.
func Program() *command.Program {
	p := &command.Program{Name: "npugen", Short: "generates and runs inference chips for language models"}
	p.Verbs = []command.Verb{presets(), generate(), gemm(), run(), hbmVerb(), bench(), version()}
	p.Verbs = append(p.Verbs, command.Completion(p), command.Help(p))
	return p
}
