// Package wasm writes WebAssembly modules in the binary format (WebAssembly
// Core Specification 2.0, chapter 5): the part that package compiled needs.
//
// A Module collects imports and functions; a Func is written instruction by
// instruction; Bytes encodes the whole. Nothing is checked here: the runtime
// validates a module when it compiles it.
package wasm
