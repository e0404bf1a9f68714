// Package refsim is the reference simulator: the shortest program that gives a
// netlist (package ir) its meaning. It flattens nothing, schedules nothing and
// optimises nothing: a value is computed by ir.EvalTree from the values it
// refers to, when asked for, across the hierarchy. It decides who is right when
// two real engines disagree, and is too slow for anything else (about 10 us a
// node and step).
//
//	Set inputs -> Settle -> Get outputs -> Edge of some clocks -> Set ...
package refsim
