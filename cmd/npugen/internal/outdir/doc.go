// Package outdir writes the folder of a run whole or not at all.
//
//	files -> a temporary folder beside the target (written, synced)
//	      -> one rename, or an exchange with the folder of an earlier run
//
// A manifest in the folder lists what the program wrote. By it a later run
// knows that the folder is the program's own to replace, and which files in it
// are not: those are never deleted unasked. A run that fails, at whatever
// point, leaves the target as it was and nothing beside it.
package outdir
