// Package bundle is what the units of the NPU hand to each other: commands,
// words of the vector buffer, rows of the activation buffer; and the sizes that
// they agree on.
//
//	instruction of 512 bits --[Decode]--> command --> queue --> unit --> Retired
//	loader, matrix unit --Word--> vector buffer
//	vector unit --RowWrite--> activation buffer --Row--> array, store unit
//
// The bits of a command's fields are those of package isa's tables; a bundle
// only names the fields that its unit uses.
package bundle
