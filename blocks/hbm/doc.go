// Package hbm is a memory controller for high-bandwidth memory.
package hbm
