// Package guide holds the code of the language guide, docs/language.md, one
// example a file. The guide's text is checked against these files.
package guide
