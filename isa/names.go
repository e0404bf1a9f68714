package isa

import "fmt"

var names = map[Op]string{
	NOP: "NOP", END: "END", STREAM: "STREAM", LOAD: "LOAD", MATMUL: "MATMUL",
	MAP: "MAP", QUANT: "QUANT", ARGMAX: "ARGMAX", TOPK: "TOPK", STORE: "STORE",
}

// Ops is all operations, in ascending order.
func Ops() []Op {
	return []Op{NOP, END, STREAM, LOAD, MATMUL, MAP, QUANT, ARGMAX, TOPK, STORE}
}

// Known is whether there is such an operation.
func (o Op) Known() bool { return names[o] != "" }

// String is the operation's name.
func (o Op) String() string {
	if !o.Known() {
		return fmt.Sprintf("operation 0x%02x", uint8(o))
	}
	return names[o]
}

// String is the queue's name.
func (q Queue) String() string {
	if q >= Queues {
		return fmt.Sprintf("queue %d", uint8(q))
	}
	return [Queues]string{"control", "weight", "load", "matrix", "vector", "store"}[q]
}
