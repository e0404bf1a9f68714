// Package modeltest gives tests a model: the real one when the environment
// names its folder, and small synthetic ones always.
package modeltest
