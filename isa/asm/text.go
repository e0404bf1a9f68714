package asm

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"npugen/isa"
)

// Text is an instruction's line, without its end. Assemble gives back all of
// its bits.
func Text(in isa.Instruction) string {
	if !in.Op().Known() || !whole(in) {
		return words(in)
	}
	parts := []string{in.Op().String()}
	for _, f := range isa.Fields(in.Op()) {
		if v := in.Get(f.Name); v != 0 {
			parts = append(parts, f.Name+"="+value(f, v))
		}
	}
	for _, name := range []string{"wait", "signal"} {
		if v := in.Get(name); v != 0 {
			parts = append(parts, name+"="+tokens(v))
		}
	}
	if m := modifiers(in); len(m) > 0 {
		parts = append(parts, "mod="+strings.Join(m, ","))
	}
	return strings.Join(parts, " ")
}

// whole is whether all bits are fields and modifiers, as Modify places them.
func whole(in isa.Instruction) bool {
	rest := in
	for _, f := range append(isa.Header(), isa.Fields(in.Op())...) {
		rest[f.Word] &^= f.Mask()
	}
	again := isa.Instruction{}
	for i := range isa.Modifiers {
		if m := in.Modifier(i); m.Word != 0 && again.Modify(m) != nil {
			return false
		}
	}
	rest[1] ^= again[1]
	rest[2] ^= again[2]
	return rest == isa.Instruction{}
}

func words(in isa.Instruction) string {
	parts := []string{"WORDS"}
	for _, w := range in {
		parts = append(parts, fmt.Sprintf("0x%08x", w))
	}
	return strings.Join(parts, " ")
}

func value(f isa.Field, v uint32) string {
	if names := f.Values(); v < uint32(len(names)) {
		return names[v]
	}
	if !f.Float() {
		return strconv.FormatUint(uint64(v), 10)
	}
	s := strconv.FormatFloat(float64(math.Float32frombits(v)), 'g', -1, 32)
	if again, err := strconv.ParseFloat(s, 32); err != nil || math.Float32bits(float32(again)) != v {
		return fmt.Sprintf("0x%08x", v)
	}
	return s
}

func tokens(set uint32) string {
	var names []string
	for t := range isa.Tokens {
		if set>>t&1 == 1 {
			names = append(names, fmt.Sprintf("t%d", t))
		}
	}
	return strings.Join(names, ",")
}

func modifiers(in isa.Instruction) (list []string) {
	for i := range isa.Modifiers {
		if m := in.Modifier(i); m.Word != 0 {
			list = append(list, fmt.Sprintf("%s+r%d", wordName(in.Op(), m.Word), m.Register))
		}
	}
	return list
}

// wordName is the name of a word's lowest field, or w and its number.
func wordName(op isa.Op, word int) string {
	name, lowest := fmt.Sprintf("w%d", word), 32
	for _, f := range isa.Fields(op) {
		if f.Word == word && f.Lo < lowest {
			name, lowest = f.Name, f.Lo
		}
	}
	return name
}
