package verif

import (
	"cmp"
	"fmt"
	"math/big"
	"math/bits"
	"strings"

	"npugen/hdl/ir"
)

// Column is the place of one port in the rows of a Table.
type Column struct {
	Port  *ir.Signal
	First int // index of its first word in a row
	Words int
}

// Table holds the values of ports over time: one row a step. In a row each
// port takes ceil(bits/64) words, low word first, element 0 in the low bits and
// zeros above the port's width.
type Table struct {
	Columns []Column
	Stride  int // words a row
	Data    []uint64
	byPort  map[*ir.Signal]int
	wrong   error // the first value for something that the table does not have
}

func newTable(ports []*ir.Signal, steps int) *Table {
	t := &Table{byPort: map[*ir.Signal]int{}}
	for i, p := range ports {
		words := (p.Bits() + 63) / 64
		t.Columns = append(t.Columns, Column{p, t.Stride, words})
		t.byPort[p] = i
		t.Stride += words
	}
	t.Data = make([]uint64, t.Stride*steps)
	return t
}

// Row is the words of one step, which may be changed.
func (t *Table) Row(step int) []uint64 { return t.Data[step*t.Stride : (step+1)*t.Stride] }

// words is one port at one step.
func (t *Table) words(step, column int) []uint64 {
	c := t.Columns[column]
	return t.Row(step)[c.First : c.First+c.Words]
}

// Get is the raw bits of one element of a port, which panics, as an index does, if the
// table has no such step, port or element.
func (t *Table) Get(step int, port *ir.Signal, elem int) *big.Int {
	if err := t.has(port, elem); err != nil {
		panic(err)
	}
	v := wordsToInt(t.words(step, t.byPort[port]))
	v.Rsh(v, uint(elem*port.Type.Width))
	return v.And(v, ir.Mask(port.Type.Width))
}

// has is an error if the table has no such element.
func (t *Table) has(port *ir.Signal, elem int) error {
	if _, ok := t.byPort[port]; !ok {
		var names []string
		for _, c := range t.Columns {
			names = append(names, c.Port.Name)
		}
		return fmt.Errorf("the table has no port %s: it has %s", port.Name, strings.Join(names, ", "))
	}
	if elem < 0 || elem >= port.Count {
		return fmt.Errorf("the table has no element %d of port %s: want 0 to %d", elem, port.Name, port.Count-1)
	}
	return nil
}

// Set stores the raw bits of one element of a port; bits above its width are
// dropped. A port or element that the table does not have is an error of the run.
func (t *Table) Set(step int, port *ir.Signal, elem int, raw *big.Int) {
	if err := t.has(port, elem); err != nil {
		t.wrong = cmp.Or(t.wrong, err)
		return
	}
	w, lo := port.Type.Width, uint(elem*port.Type.Width)
	mask := new(big.Int).Lsh(ir.Mask(w), lo)
	v := wordsToInt(t.words(step, t.byPort[port]))
	v.AndNot(v, mask)
	v.Or(v, new(big.Int).And(new(big.Int).Lsh(raw, lo), mask))
	intToWords(t.words(step, t.byPort[port]), v)
}

// SetUint is Set for values of up to 64 bits.
func (t *Table) SetUint(step int, port *ir.Signal, elem int, raw uint64) {
	t.Set(step, port, elem, new(big.Int).SetUint64(raw))
}

// wordsToInt and intToWords go through 64-bit words whatever the size of
// big.Word.
func wordsToInt(words []uint64) *big.Int {
	v := new(big.Int)
	if bits.UintSize == 64 {
		ws := make([]big.Word, len(words))
		for i, w := range words {
			ws[i] = big.Word(w)
		}
		return v.SetBits(ws)
	}
	for i := len(words) - 1; i >= 0; i-- {
		v.Lsh(v, 64)
		v.Or(v, new(big.Int).SetUint64(words[i]))
	}
	return v
}

func intToWords(words []uint64, v *big.Int) {
	clear(words)
	rest := new(big.Int).Set(v)
	low := new(big.Int)
	for i := range words {
		words[i] = low.And(rest, ir.Mask(64)).Uint64()
		rest.Rsh(rest, 64)
	}
}
