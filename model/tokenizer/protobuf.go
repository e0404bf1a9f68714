package tokenizer

import (
	"encoding/binary"
	"errors"
	"math"
)

// field is one field of a protocol buffer message: value of a number, bytes of
// a string or message.
type field struct {
	number int
	value  uint64
	bytes  []byte
}

// Kinds of a field (wire types).
const (
	wireVarint = 0
	wire64     = 1
	wireBytes  = 2
	wire32     = 5
)

// eachField visits the fields of a message in order.
func eachField(message []byte, visit func(field) error) error {
	for len(message) > 0 {
		f, size, err := parseField(message)
		if err != nil {
			return err
		}
		if err := visit(f); err != nil {
			return err
		}
		message = message[size:]
	}
	return nil
}

func parseField(message []byte) (f field, size int, err error) {
	truncated := errors.New("truncated or damaged")
	tag, at := binary.Uvarint(message)
	if at <= 0 || tag>>3 == 0 || tag>>3 > math.MaxInt32 {
		return field{}, 0, truncated
	}
	f.number = int(tag >> 3)
	fixed := map[uint64]int{wire64: 8, wire32: 4}[tag&7]
	switch tag & 7 {
	case wireVarint, wireBytes:
		n := 0
		if f.value, n = binary.Uvarint(message[at:]); n <= 0 {
			return field{}, 0, truncated
		}
		at += n
		if tag&7 == wireBytes {
			if f.value > uint64(len(message)-at) {
				return field{}, 0, truncated
			}
			f.bytes = message[at : at+int(f.value)]
			at += int(f.value)
		}
	case wire32, wire64:
		if fixed > len(message)-at {
			return field{}, 0, truncated
		}
		var eight [8]byte
		copy(eight[:fixed], message[at:])
		f.value = binary.LittleEndian.Uint64(eight[:])
		at += fixed
	default:
		return field{}, 0, truncated
	}
	return f, at, nil
}
