package hdl

import (
	"reflect"

	"npugen/hdl/ir"
)

// A bundle is a plain Go struct whose exported fields are signals, vectors
// (slices or arrays of signals or bundles), streams or further bundles. The
// functions here take one apart into its leaves.

// leaf is one signal of a bundle, or the like signals of a vector of bundles.
type leaf struct {
	path string // field names joined by _, empty when the bundle is the signal
	vals []*value
	vec  bool
	flip bool    // against the bundle's direction: a stream's ready
	zero ir.Type // what the zero value stands for
}

// typ is the leaf's type, taken from its first element.
func (l *leaf) typ() ir.Type { return l.vals[0].normal(l.zero) }

type signalLeaf interface{ ref() *value }

type sinkEnd interface{ sinkEnd() }

type streamEnd interface {
	parts() (valid, ready *Bool, data any)
	own()
}

// leaves lists the signals of *ptr in field order.
func leaves(ptr any) ([]leaf, *Diagnostic) {
	return walk(reflect.ValueOf(ptr).Elem(), "")
}

// leavesOf is leaves of a copy of a value of any type.
func leavesOf(x any) ([]leaf, *Diagnostic) {
	v := reflect.New(reflect.TypeOf(x))
	v.Elem().Set(reflect.ValueOf(x))
	return leaves(v.Interface())
}

func walk(v reflect.Value, path string) ([]leaf, *Diagnostic) {
	if v.CanAddr() {
		switch x := v.Addr().Interface().(type) {
		case signalLeaf:
			return []leaf{{path: path, vals: []*value{x.ref()}, zero: zeroType(x)}}, nil
		case streamEnd:
			return walkStream(x, path)
		}
	}
	if v.CanAddr() {
		if _, ok := v.Addr().Interface().(sinkEnd); ok {
			return nil, newDiag(CodeModule, "%s is a Sink, which is no port", field(path)).
				fix("a stream that comes in is a Source among the inputs, one that goes out is a Source among the outputs: hdl.NewStream makes its Sink inside")
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		return walkStruct(v, path)
	case reflect.Slice, reflect.Array:
		return walkVector(v, path)
	}
	return nil, newDiag(CodeModule, "%s has type %s, which carries no hardware", field(path), v.Type()).
		fix("use Bool, UInt, SInt, Enum, Clock, a stream, or structs and slices of them")
}

func zeroType(x signalLeaf) ir.Type {
	switch x.(type) {
	case *Bool, *Reset:
		return boolType
	case *Clock:
		return clockType
	}
	return ir.Type{}
}

func walkStruct(v reflect.Value, path string) ([]leaf, *Diagnostic) {
	var out []leaf
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			return nil, newDiag(CodeModule, "field %s of %s is not exported", f.Name, t).fix("give it a capital: its name becomes a port or signal name")
		}
		sub, d := walk(v.Field(i), fieldPath(path, f))
		if d != nil {
			return nil, d
		}
		out = append(out, sub...)
	}
	return out, nil
}

func walkVector(v reflect.Value, path string) ([]leaf, *Diagnostic) {
	var out []leaf
	for i := range v.Len() {
		sub, d := walk(v.Index(i), path)
		if d != nil {
			return nil, d
		}
		if i == 0 {
			out = sub
			for k := range out {
				out[k].vec = true
			}
			continue
		}
		if len(sub) != len(out) {
			return nil, newDiag(CodeMismatch, "elements 0 and %d of %s have different shapes", i, vector(path)).
				fix("give every element of a vector the same type")
		}
		for k := range sub {
			a, b := out[k].typ(), sub[k].typ()
			for _, e := range []struct{ i, width int }{{0, a.Width}, {i, b.Width}} {
				if e.width == 0 && a.Width != b.Width {
					return nil, newDiag(CodeTypeUsed, "element %d of %s was never set", e.i, vector(path)).fix("set every element of the slice")
				}
			}
			if !sameBits(a, b) {
				return nil, newDiag(CodeMismatch, "elements 0 and %d of %s differ: %s and %s", i, vector(path), typeName(a), typeName(b)).
					fix("give every element of a vector the same type")
			}
			out[k].vals = append(out[k].vals, sub[k].vals...)
		}
	}
	return out, nil
}

func walkStream(s streamEnd, path string) ([]leaf, *Diagnostic) {
	valid, ready, data := s.parts()
	sub, d := leaves(data)
	if d != nil {
		return nil, d
	}
	out := []leaf{{path: join(path, "valid"), vals: []*value{&valid.value}, zero: boolType}}
	for _, l := range sub {
		if l.path == "" {
			l.path = "data"
		}
		l.path = join(path, l.path)
		out = append(out, l)
	}
	return append(out, leaf{path: join(path, "ready"), vals: []*value{&ready.value}, zero: boolType, flip: true}), nil
}

func field(path string) string {
	if path == "" {
		return "the value"
	}
	return `"` + path + `"`
}

func vector(path string) string {
	if path == "" {
		return "the vector"
	}
	return "vector " + field(path)
}

func fieldPath(path string, f reflect.StructField) string {
	if f.Anonymous {
		return path
	}
	name := f.Tag.Get("hdl")
	if name == "" {
		name = snake(f.Name)
	}
	return join(path, name)
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "_" + b
}

// clone is a copy of t that shares no slice with it.
func clone[T any](t T) T {
	own(reflect.ValueOf(&t).Elem())
	return t
}

func own(v reflect.Value) {
	if v.CanAddr() {
		switch x := v.Addr().Interface().(type) {
		case signalLeaf:
			return
		case streamEnd:
			x.own()
			return
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				own(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(c, v)
		v.Set(c)
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			own(v.Index(i))
		}
	}
}

// portNames are the leaf names that type t can have, whatever its widths. A
// type that contains itself is followed once.
func portNames(t reflect.Type, path string, out map[string]bool) {
	portNamesIn(t, path, out, map[reflect.Type]bool{})
}

func portNamesIn(t reflect.Type, path string, out map[string]bool, around map[reflect.Type]bool) {
	if around[t] {
		return
	}
	around[t] = true
	defer delete(around, t)
	p := reflect.New(t).Interface()
	switch p.(type) {
	case signalLeaf, streamEnd:
		out[path] = true
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			portNamesIn(t.Field(i).Type, fieldPath(path, t.Field(i)), out, around)
		}
	case reflect.Slice, reflect.Array:
		portNamesIn(t.Elem(), path, out, around)
	}
}
