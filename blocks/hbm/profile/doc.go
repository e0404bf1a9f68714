// Package profile describes a high-bandwidth memory as data: geometry, timings
// and the rules between commands.
//
// Data flow:
//
//	YAML (Parse, Load, Preset) -> Profile: geometry and Timings in clock cycles
//	Rules() x Profile.Timings -> minimum distances between commands
//
// A timing is given in clock cycles, in nanoseconds or both; both means the
// longer of the two, as data sheets write max(4 nCK, 5 ns). Every timing names
// its source, because public models disagree.
//
// The controller, the timing checker and the device model are all generated
// from the same Rules, so that a new rule is one line.
package profile
