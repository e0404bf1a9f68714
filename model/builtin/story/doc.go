// Package story writes short children's stories from a grammar: the text that
// the built-in model learns.
//
// [Write] draws a story: it picks two characters, what they love to do and a
// plot, then fills the sentences in. Names, pronouns, places and things agree
// through the whole story, so that a model has something to keep in mind.
// Each story is one paragraph of plain ASCII, 60 to 110 words long.
package story
