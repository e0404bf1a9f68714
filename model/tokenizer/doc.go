// Package tokenizer turns text into the tokens of a llama2.c vocabulary and
// back, by byte-pair encoding as SentencePiece trains it and llama2.c runs it.
//
// A file holds, all little-endian, the length of the longest piece (int32),
// then for each token its score (float32), length (int32) and bytes. Tokens 0,
// 1 and 2 are <unk>, BOS and EOS; 3..258 are the single bytes <0x00>..<0xFF>,
// which stand for what no piece matches. A SentencePiece model, such as
// tokenizer.model in a folder of Hugging Face, is read as well; it holds the same.
// So is a tokenizer.json of such a vocabulary (Llama 2, TinyLlama), which lists
// the pairs to join, first ones first, instead of scores. Text never becomes a
// special token: "</s>" in a prompt is four characters.
//
// A tokenizer.json may also be byte-level, as those of GPT-2, SmolLM and Llama 3:
// patterns cut text into words, whose bytes are joined by the same list. What
// stands before a text is then what the file's template says, if it has one.
//
// Text to tokens: [Tokenizer.Encode] puts a space before the text, takes each
// character's token, or those of its bytes, then merges the neighbours whose
// joined piece scores best until none is left. Tokens to text:
// [Tokenizer.Decode] one at a time, [Tokenizer.Text] all at once.
package tokenizer
