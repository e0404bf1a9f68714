package stream

import "npugen/hdl"

// packed is src with every datum as one number.
func packed[T any](src hdl.Source[T]) hdl.Source[hdl.UInt] {
	return hdl.MapStream(src, func(t T) hdl.UInt { return hdl.Pack(t) })
}

// unpacked is the reverse; t is any datum of the type.
func unpacked[T any](src hdl.Source[hdl.UInt], t T) hdl.Source[T] {
	return hdl.MapStream(src, func(x hdl.UInt) T { return hdl.Unpack(t, x) })
}

// widthOf is the packed width of a stream's data.
func widthOf[T any](src hdl.Source[T]) int { return hdl.PackedWidth(src.Data()) }

// Handshake is a stream without data: the valid and ready of a stream whose
// data goes another way, or a token.
type Handshake = hdl.Source[hdl.None]

func handshake[T any](src hdl.Source[T]) Handshake {
	return hdl.MapStream(src, func(T) hdl.None { return hdl.None{} })
}

func handshakes[T any](srcs []hdl.Source[T]) []Handshake {
	hs := make([]Handshake, len(srcs))
	for i, s := range srcs {
		hs[i] = handshake(s)
	}
	return hs
}

// carrying is h with data, which must not change while h waits. The stream is
// checked under the given name.
func carrying[T any](m *hdl.Module, name string, h Handshake, data T) hdl.Source[T] {
	out := hdl.MapStream(h, func(hdl.None) T { return data })
	Check(m, name+"_check", out)
	return out
}

func datas[T any](srcs []hdl.Source[T]) []T {
	ds := make([]T, len(srcs))
	for i, s := range srcs {
		ds[i] = s.Data()
	}
	return ds
}

func valids[T any](srcs []hdl.Source[T]) []hdl.Bool {
	vs := make([]hdl.Bool, len(srcs))
	for i, s := range srcs {
		vs[i] = s.Valid()
	}
	return vs
}
