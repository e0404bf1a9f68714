package quant

import "fmt"

// Matrix is rows x cols values, row after row: element (r, c) is
// Data[r*Cols+c].
type Matrix[T int8 | int32 | float32] struct {
	Rows, Cols int
	Data       []T
}

// NewMatrix is a matrix over the given values.
func NewMatrix[T int8 | int32 | float32](rows, cols int, data []T) (Matrix[T], error) {
	m := Matrix[T]{rows, cols, data}
	return m, m.check()
}

// FromRows is a matrix of rows that are all as long as the first.
func FromRows[T int8 | int32 | float32](rows [][]T) (Matrix[T], error) {
	if len(rows) == 0 {
		return Matrix[T]{}, fmt.Errorf("matrix: no rows")
	}
	m := Matrix[T]{Rows: len(rows), Cols: len(rows[0])}
	for i, r := range rows {
		if len(r) != m.Cols {
			return Matrix[T]{}, fmt.Errorf("matrix: row %d has %d values, row 0 has %d", i, len(r), m.Cols)
		}
		m.Data = append(m.Data, r...)
	}
	return m, m.check()
}

// Row is row r; it shares the values of the matrix.
func (m Matrix[T]) Row(r int) []T { return m.Data[r*m.Cols : (r+1)*m.Cols] }

// At is element (r, c).
func (m Matrix[T]) At(r, c int) T { return m.Data[r*m.Cols+c] }

// check finds a matrix whose shape does not fit its values.
func (m Matrix[T]) check() error {
	switch {
	case m.Rows < 1 || m.Cols < 1:
		return fmt.Errorf("matrix: %d x %d: want at least 1 x 1", m.Rows, m.Cols)
	case len(m.Data)/m.Cols != m.Rows || len(m.Data)%m.Cols != 0:
		return fmt.Errorf("matrix: %d values for %d x %d", len(m.Data), m.Rows, m.Cols)
	}
	return nil
}
