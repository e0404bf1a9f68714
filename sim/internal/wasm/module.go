package wasm

// Type is a value type.
type Type byte

// The value types.
const (
	I32  Type = 0x7f
	I64  Type = 0x7e
	V128 Type = 0x7b
)

// Module is a module under construction. Imports come before the first Func.
type Module struct {
	types   []signature
	imports []importEntry
	funcs   []*Func
	memory  memory
	nImport uint32
}

type signature struct{ params, results []Type }

type importEntry struct {
	module, name string
	typ          uint32
}

type memory struct {
	module, name string // imported from; exported as name when module is empty
	min          uint32
}

// PageSize is the unit of memory sizes, in bytes.
const PageSize = 1 << 16

// Memory gives the module a memory of its own of at least min pages, exported
// by name.
func (m *Module) Memory(name string, min uint32) { m.memory = memory{name: name, min: min} }

// ImportMemory uses the memory that another module exports.
func (m *Module) ImportMemory(module, name string) { m.memory = memory{module: module, name: name} }

// ImportFunc declares a function that another module exports and returns its
// index.
func (m *Module) ImportFunc(module, name string, params, results []Type) uint32 {
	m.imports = append(m.imports, importEntry{module, name, m.signature(params, results)})
	m.nImport++
	return m.nImport - 1
}

func (m *Module) signature(params, results []Type) uint32 {
	for i, s := range m.types {
		if equal(s.params, params) && equal(s.results, results) {
			return uint32(i)
		}
	}
	m.types = append(m.types, signature{params, results})
	return uint32(len(m.types) - 1)
}

func equal(a, b []Type) bool { return string(bytesOf(a)) == string(bytesOf(b)) }

func bytesOf(ts []Type) []byte {
	b := make([]byte, len(ts))
	for i, t := range ts {
		b[i] = byte(t)
	}
	return b
}

// Func starts a function; it is exported when name is not empty.
func (m *Module) Func(name string, params, results []Type) *Func {
	f := &Func{
		Index: m.nImport + uint32(len(m.funcs)), name: name,
		typ: m.signature(params, results), params: uint32(len(params)),
	}
	m.funcs = append(m.funcs, f)
	return f
}

// Export gives a function a name by which it is exported, and results.
func (m *Module) Export(f *Func, name string, results []Type) {
	f.name = name
	f.typ = m.signature(m.types[f.typ].params, results)
}

// Bytes is the encoded module.
func (m *Module) Bytes() []byte {
	out := []byte("\x00asm\x01\x00\x00\x00")
	section := func(id byte, n int, body []byte) {
		if n == 0 {
			return
		}
		body = append(uleb(nil, uint64(n)), body...)
		out = append(out, id)
		out = uleb(out, uint64(len(body)))
		out = append(out, body...)
	}
	var b []byte
	for _, t := range m.types {
		b = append(b, 0x60)
		b = vector(b, bytesOf(t.params))
		b = vector(b, bytesOf(t.results))
	}
	section(1, len(m.types), b)

	b = nil
	n := len(m.imports)
	for _, i := range m.imports {
		b = vector(b, []byte(i.module))
		b = vector(b, []byte(i.name))
		b = append(b, 0)
		b = uleb(b, uint64(i.typ))
	}
	if m.memory.module != "" {
		b = vector(b, []byte(m.memory.module))
		b = vector(b, []byte(m.memory.name))
		b = append(b, 2, 0, 0)
		n++
	}
	section(2, n, b)

	b = nil
	for _, f := range m.funcs {
		b = uleb(b, uint64(f.typ))
	}
	section(3, len(m.funcs), b)

	n, b = 0, nil
	if m.memory.module == "" && m.memory.name != "" {
		n, b = 1, uleb([]byte{0}, uint64(m.memory.min))
	}
	section(5, n, b)

	section(7, m.exports(&b), b)

	b = nil
	for _, f := range m.funcs {
		b = vector(b, f.encode())
	}
	section(10, len(m.funcs), b)
	return out
}

func (m *Module) exports(b *[]byte) int {
	n := 0
	*b = nil
	if m.memory.module == "" && m.memory.name != "" {
		*b = append(vector(*b, []byte(m.memory.name)), 2, 0)
		n++
	}
	for _, f := range m.funcs {
		if f.name != "" {
			*b = append(vector(*b, []byte(f.name)), 0)
			*b = uleb(*b, uint64(f.Index))
			n++
		}
	}
	return n
}

// vector is a length and the bytes.
func vector(dst, body []byte) []byte { return append(uleb(dst, uint64(len(body))), body...) }

func uleb(dst []byte, v uint64) []byte {
	for v >= 0x80 {
		dst = append(dst, byte(v)|0x80)
		v >>= 7
	}
	return append(dst, byte(v))
}

func sleb(dst []byte, v int64) []byte {
	for {
		b := byte(v & 0x7f)
		v >>= 7
		if v == 0 && b&0x40 == 0 || v == -1 && b&0x40 != 0 {
			return append(dst, b)
		}
		dst = append(dst, b|0x80)
	}
}
