package isa

import "fmt"

// ops is the operations in the order of their numbers.
var ops = []Op{NOP, END, STREAM, LOAD, MATMUL, MAP, QUANT, ARGMAX, STORE}

var names = map[Op]string{NOP: "NOP", END: "END", STREAM: "STREAM", LOAD: "LOAD", MATMUL: "MATMUL", MAP: "MAP", QUANT: "QUANT", ARGMAX: "ARGMAX", STORE: "STORE"}

var queueNames = [Queues]string{"control", "weight", "load", "matrix", "vector", "store"}

// Ops is all operations, in the order of their numbers.
func Ops() []Op { return append([]Op(nil), ops...) }

// String is the operation's name, or its number if there is none of it.
func (o Op) String() string {
	if s, ok := names[o]; ok {
		return s
	}
	return fmt.Sprintf("Op(%#02x)", uint8(o))
}

// String is the queue's name.
func (q Queue) String() string {
	if q < Queues {
		return queueNames[q]
	}
	return fmt.Sprintf("Queue(%d)", uint8(q))
}
