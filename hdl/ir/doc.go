// Package ir is the one netlist form of npugen: package hdl builds it, and the
// Verilog writer and the simulators read it. Nothing may be known to one of
// them alone.
//
// A Design is a list of Modules, children before parents. A Module holds
//
//   - Signals: named things with a type: ports, wires, registers, and the nets
//     that instances and memory read ports drive. A signal has one or more
//     elements of the same type (a vector).
//   - Nodes: pure expressions over signals and constants. State has a name,
//     expressions have none.
//   - Mems, Insts (single instances and regular grids of one module) and
//     Asserts.
//
// There are no statements. What the user wrote with When and Switch has become
// OpMux and OpCase nodes, so a signal has exactly one driving expression per
// element; a register that holds its value refers to itself. Back ends that
// want if/else (the Verilog writer) read it back from the shape of the tree.
//
// All values are two-state bit vectors. A node's value is Width raw bits;
// Signed says how they are read when they are compared, extended, multiplied,
// divided or shifted right. See op.go for the exact meaning of each operator
// and eval.go for the reference that every engine is tested against.
package ir
