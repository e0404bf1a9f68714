// Package textrun writes text with a language model on a generated chip.
//
//	Source --> model, tokenizer --gen/compile--> program
//	Options, program --verif/npu--> tokens --> Report
package textrun
