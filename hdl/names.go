package hdl

import (
	"fmt"
	"hash/fnv"
	"reflect"
	"strings"
	"unicode"
)

// snake turns a Go name into a Verilog one: ActIn is act_in, ReqID is req_id,
// W0 is w0.
func snake(s string) string {
	r := []rune(s)
	var b strings.Builder
	for i, c := range r {
		if unicode.IsUpper(c) && i > 0 {
			prevLower := !unicode.IsUpper(r[i-1]) && r[i-1] != '_'
			nextLower := i+1 < len(r) && unicode.IsLower(r[i+1])
			if prevLower || (nextLower && r[i-1] != '_') {
				b.WriteByte('_')
			}
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}

const maxModuleName = 64

// moduleName names a module after its type and parameters: PE{ActW: 8} is
// pe_actw8, or pe_a8 where the field's tag says hdl:"a".
func moduleName(def any) string {
	v := reflect.ValueOf(def)
	name := snake(baseName(v.Type()))
	if p := paramNames(v); p != "" {
		name += p
	}
	if len(name) <= maxModuleName {
		return name
	}
	h := fnv.New32a()
	h.Write([]byte(name))
	return fmt.Sprintf("%s_%08x", strings.TrimRight(name[:maxModuleName-9], "_"), h.Sum32())
}

// baseName is a type's name without package or type arguments.
func baseName(t reflect.Type) string {
	n := t.Name()
	if i := strings.IndexByte(n, '['); i >= 0 {
		n = n[:i]
	}
	if n == "" {
		return "module"
	}
	return n
}

func paramNames(v reflect.Value) string {
	if v.Kind() != reflect.Struct {
		return "_" + ident(fmt.Sprint(v))
	}
	var b strings.Builder
	for i := range v.NumField() {
		f := v.Type().Field(i)
		tag, hasTag := f.Tag.Lookup("hdl")
		if !hasTag {
			tag = strings.ToLower(f.Name)
		}
		x := v.Field(i)
		if s, ok := stringer(x); ok {
			fmt.Fprintf(&b, "_%s", ident(s))
			continue
		}
		switch x.Kind() {
		case reflect.Bool:
			if x.Bool() {
				fmt.Fprintf(&b, "_%s", tag)
			}
		case reflect.Struct, reflect.Array:
			b.WriteString(paramNames(x))
		default:
			fmt.Fprintf(&b, "_%s%s", tag, ident(fmt.Sprint(x)))
		}
	}
	return b.String()
}

func stringer(v reflect.Value) (string, bool) {
	if !v.CanInterface() {
		return "", false
	}
	s, ok := v.Interface().(fmt.Stringer)
	if !ok {
		return "", false
	}
	return s.String(), true
}

// ident keeps what a Verilog identifier may hold; a minus becomes m.
func ident(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '-':
			return 'm'
		case r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			return unicode.ToLower(r)
		}
		return '_'
	}, s)
}

// params lists a definition's fields for the header of its module.
func params(def any) (out [][2]string) {
	v := reflect.ValueOf(def)
	if v.Kind() != reflect.Struct {
		return nil
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		text := fmt.Sprint(v.Field(i))
		if s, ok := stringer(v.Field(i)); ok {
			text = s
		}
		out = append(out, [2]string{f.Name, text})
	}
	return out
}
