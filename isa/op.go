package isa

// Op is an operation.
type Op uint8

// The operations. The upper three bits of the six name the queue.
const (
	NOP    Op = 0x00 // nothing
	END    Op = 0x01 // waits until all queues are idle and all stores are ordered before later reads; then the run is done
	STREAM Op = 0x08 // rows of bytes from memory into the weight FIFO
	LOAD   Op = 0x10 // words from memory into the vector buffer
	MATMUL Op = 0x18 // activations times the tiles of the weight FIFO, into the vector buffer
	MAP    Op = 0x20 // element-wise chain with an optional reduction of each row
	QUANT  Op = 0x21 // rows of the vector buffer to int8 groups of the activation buffer
	ARGMAX Op = 0x22 // index of the greatest element, into the result register
	TOPK   Op = 0x23 // the greatest elements and their indices, to rows of the activation buffer
	STORE  Op = 0x28 // bytes and scales of the activation buffer to memory
)

// Queue is where an operation waits and runs. Operations of one queue run and
// complete in order.
type Queue uint8

// The queues.
const (
	Control Queue = iota
	Weight        // STREAM
	Load          // LOAD
	Matrix        // MATMUL
	Vector        // MAP, QUANT, ARGMAX, TOPK
	Store         // STORE
	Queues
)

// Queue is the queue of an operation.
func (o Op) Queue() Queue { return Queue(o >> 3) }

// Tokens is the number of counters that queues wait for each other with.
const Tokens = 12

// Registers is the number of registers that modifiers add: enough for the
// positions of many sequences, since they are words of a memory.
const Registers = 512

// Bytes is the size of an instruction.
const Bytes = 64

// Words is the number of 32-bit words of an instruction.
const Words = Bytes / 4

// Modifiers is how many words of an instruction a register can be added to.
const Modifiers = 4
