package bundle

import (
	"fmt"
	"reflect"

	"npugen/hdl"
	"npugen/isa"
)

// Command is what a unit takes from its queue.
type Command interface {
	Stream | Load | Matmul | Vector | Store
	ops() []isa.Op
}

func (Stream) ops() []isa.Op { return []isa.Op{isa.STREAM} }
func (Load) ops() []isa.Op   { return []isa.Op{isa.LOAD} }
func (Matmul) ops() []isa.Op { return []isa.Op{isa.MATMUL} }
func (Vector) ops() []isa.Op { return []isa.Op{isa.MAP, isa.QUANT, isa.ARGMAX, isa.TOPK} }
func (Store) ops() []isa.Op  { return []isa.Op{isa.STORE} }

// T is the type of a command.
func T[B Command]() B {
	return each[B](func(f isa.Field) hdl.UInt { return hdl.UIntT(f.Bits) })
}

// Decode takes a command out of an instruction of 512 bits. It is wiring alone.
func Decode[B Command](line hdl.UInt) B {
	return each[B](func(f isa.Field) hdl.UInt {
		lo := 32*f.Word + f.Lo
		return line.Bits(lo+f.Bits-1, lo)
	})
}

// each makes a bundle, field by field.
func each[B Command](field func(isa.Field) hdl.UInt) B {
	var b B
	v := reflect.ValueOf(&b).Elem()
	for i := range v.NumField() {
		v.Field(i).Set(reflect.ValueOf(field(find(b.ops(), v.Type().Field(i).Tag.Get("isa")))))
	}
	return b
}

// find is a field of any of the operations; one that several have is the same
// in all, which the tests check.
func find(ops []isa.Op, name string) isa.Field {
	for _, op := range ops {
		if f, ok := isa.Lookup(op, name); ok {
			return f
		}
	}
	panic(fmt.Sprintf("bundle: no field %q", name))
}
