package report

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strings"
)

// The picture and its margins, in pixels.
const (
	width, height            = 800, 520
	left, right, top, bottom = 70, 190, 50, 60
)

// plane is both axes, logarithmic.
type plane struct {
	b              *bufio.Writer
	x0, x1, y0, y1 float64 // decimal logarithms at the edges
}

func (p plane) x(v float64) float64 {
	return left + (math.Log10(v)-p.x0)/(p.x1-p.x0)*(width-left-right)
}

func (p plane) y(v float64) float64 {
	return height - bottom - (math.Log10(v)-p.y0)/(p.y1-p.y0)*(height-top-bottom)
}

func (p plane) text(x, y float64, anchor, s string) {
	fmt.Fprintf(p.b, `<text x="%.1f" y="%.1f" text-anchor="%s">%s</text>`+"\n", x, y, anchor, escape(s))
}

func (p plane) line(x0, y0, x1, y1 float64, stroke string) {
	fmt.Fprintf(p.b, `<path d="M%.1f %.1fL%.1f %.1f" fill="none" stroke="%s"/>`+"\n", p.x(x0), p.y(y0), p.x(x1), p.y(y1), stroke)
}

// WriteRoofline draws the points under what memory and array allow, as SVG.
func (r *Run) WriteRoofline(w io.Writer) error {
	points := r.Points()
	bandwidth := r.Setup.Peak()                                               // bytes a cycle
	roof := float64(r.Setup.Top.Shape.Rows) * float64(r.Setup.Top.Shape.Cols) // MACs a cycle
	ridge := roof / bandwidth
	p := plane{b: bufio.NewWriter(w), x0: math.Floor(math.Log10(ridge)), x1: math.Ceil(math.Log10(ridge)) + 1, y0: math.Inf(1), y1: math.Ceil(math.Log10(roof) + 0.01)}
	for _, q := range points {
		p.x0 = min(p.x0, math.Floor(math.Log10(q.Intensity)))
		p.x1 = max(p.x1, math.Ceil(math.Log10(q.Intensity)))
		p.y0 = min(p.y0, math.Floor(math.Log10(q.Rate)))
	}
	fmt.Fprintf(p.b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n", width, height)
	fmt.Fprintf(p.b, `<rect width="%d" height="%d" fill="white"/>`+"\n", width, height)
	fmt.Fprintf(p.b, `<text x="%d" y="24" font-size="15">%s: products of a token under the roofline</text>`+"\n", left, escape(r.Setup.Name))
	p.axes()
	lowest := math.Pow(10, p.x0)
	if start := math.Pow(10, p.y0) / bandwidth; start > lowest {
		lowest = start
	}
	p.line(lowest, lowest*bandwidth, ridge, roof, "#c22")
	p.line(ridge, roof, math.Pow(10, p.x1), roof, "#c22")
	p.text(p.x(math.Pow(10, p.x1))-4, p.y(roof)-6, "end", fmt.Sprintf("array: %.0f MACs a cycle; memory: %.0f bytes a cycle", roof, bandwidth))
	p.points(points)
	fmt.Fprintln(p.b, "</svg>")
	if err := p.b.Flush(); err != nil {
		return fmt.Errorf("roofline: %w", err)
	}
	return nil
}

// axes draws frame, decades and names.
func (p plane) axes() {
	for e := p.x0; e <= p.x1; e++ {
		v := math.Pow(10, e)
		p.line(v, math.Pow(10, p.y0), v, math.Pow(10, p.y1), "#ddd")
		p.text(p.x(v), height-bottom+18, "middle", fmt.Sprintf("%g", v))
	}
	for e := p.y0; e <= p.y1; e++ {
		v := math.Pow(10, e)
		p.line(math.Pow(10, p.x0), v, math.Pow(10, p.x1), v, "#ddd")
		p.text(left-6, p.y(v)+4, "end", fmt.Sprintf("%g", v))
	}
	p.text((left+width-right)/2, height-18, "middle", "MACs for each byte from memory")
	fmt.Fprintf(p.b, `<text transform="translate(18 %d) rotate(-90)" text-anchor="middle">MACs a cycle</text>`+"\n", (top+height-bottom)/2)
}

var colours = []string{"#1668b8", "#2a9d4a", "#e08a1e", "#8e44ad", "#16a0a0", "#b03060", "#707070", "#a07030"}

// points draws them with a list of their names beside the plane.
func (p plane) points(points []Point) {
	for i, q := range points {
		colour, radius := colours[i%len(colours)], 5
		if i == len(points)-1 {
			colour, radius = "#000", 7
		}
		fmt.Fprintf(p.b, `<circle cx="%.1f" cy="%.1f" r="%d" fill="%s"/>`+"\n", p.x(q.Intensity), p.y(q.Rate), radius, colour)
		y := float64(top + 10 + 18*i)
		fmt.Fprintf(p.b, `<circle cx="%d" cy="%.1f" r="5" fill="%s"/>`+"\n", width-right+16, y-4, colour)
		p.text(width-right+28, y, "start", fmt.Sprintf("%s: %.3g", q.Name, q.Rate))
	}
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}
