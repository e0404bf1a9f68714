//go:build !race

package gen_test

const raceFactor = 1
