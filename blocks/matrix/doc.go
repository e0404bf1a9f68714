// Package matrix is the matrix unit of the NPU.
package matrix
