// Package builtin is a language model that needs no file: [Checkpoint] and
// [Tokenizer] give what the readers give for a model on disk.
//
// The model has the Llama-2 architecture and writes short children's stories,
// those of package story: names, places and things are those of its grammar, and
// other prompts give little of use. Its loss on stories that it was not trained
// on is 0.19 nats a token. It is trained by the program in train, which anyone
// can run again (about 10 minutes on one core):
//
//	go run ./model/builtin/train
//
// model.bin is a llama2.c checkpoint of version 2: matrices in int8 with one
// fp32 scale for each 64 values of a row, norms in fp32. As a row of all
// matrices but w2 has 64 values, quantising such a row again with one scale
// gives back the integers of the file. tokenizer.bin is a vocabulary of
// llama2.c, learned from the same stories. The same program, Go release and
// architecture make the same bytes.
package builtin
