package ecc

import "npugen/hdl"

// Codec is Encode and Decode as a module, for their own test and proof.
type Codec struct{}

// CodecIn is a word, and errors to put into it once it is stored.
type CodecIn struct{ Word, Flip hdl.UInt }

// CodecOut is what is stored and what comes back.
type CodecOut struct {
	Stored hdl.UInt
	Back   Decoded
}

// Inputs is a word of 64 and errors of 72 bits.
func (Codec) Inputs() CodecIn {
	return CodecIn{Word: hdl.UIntT(WordBits), Flip: hdl.UIntT(WordBits + CheckBits)}
}

// Build is combinational.
func (Codec) Build(m *hdl.Module, in CodecIn) CodecOut {
	m.Doc("SECDED code, 72 bits for 64")
	stored := hdl.Name(m, "stored_clean", Encode(in.Word))
	return CodecOut{Stored: stored, Back: Decode(hdl.Name(m, "stored_flipped", stored.Xor(in.Flip)))}
}
