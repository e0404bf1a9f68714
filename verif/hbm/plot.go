package hbm

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The size of a picture and the margins of its two charts, in pixels.
const (
	plotWidth, plotHeight = 800, 560
	plotLeft, plotRight   = 64, 20
	chartHeight           = 190
)

// chart is a rectangle with axes from 0.
type chart struct {
	b          *bufio.Writer
	top        float64
	maxX, maxY float64
}

func (c chart) x(v float64) float64 {
	return plotLeft + v/c.maxX*(plotWidth-plotLeft-plotRight)
}

func (c chart) y(v float64) float64 { return c.top + chartHeight*(1-v/c.maxY) }

func (c chart) text(x, y float64, anchor, s string) {
	fmt.Fprintf(c.b, `<text x="%.1f" y="%.1f" text-anchor="%s">%s</text>`+"\n", x, y, anchor, s)
}

// axes draws the frame, the title and four divisions of each axis.
func (c chart) axes(title, xName string) {
	c.text(plotLeft, c.top-10, "start", title)
	for i := range 5 {
		vx, vy := c.maxX*float64(i)/4, c.maxY*float64(i)/4
		fmt.Fprintf(c.b, `<path d="M%d %.1fH%d" stroke="#ddd"/>`+"\n", plotLeft, c.y(vy), plotWidth-plotRight)
		c.text(plotLeft-6, c.y(vy)+4, "end", number(vy))
		c.text(c.x(vx), c.top+chartHeight+16, "middle", number(vx))
	}
	c.text(plotWidth/2, c.top+chartHeight+34, "middle", xName)
	fmt.Fprintf(c.b, `<path d="M%d %.1fV%.1fH%d" fill="none" stroke="#333"/>`+"\n", plotLeft, c.top, c.top+chartHeight, plotWidth-plotRight)
}

func number(v float64) string {
	s := fmt.Sprintf("%.1f", v)
	return strings.TrimSuffix(s, ".0")
}

// WriteSVG draws the use of the data bus over time, in points of 1000 cycles,
// and how many reads had which latency, as one SVG picture. title is shown above
// it.
func (r *Result) WriteSVG(w io.Writer, title string) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n", plotWidth, plotHeight)
	fmt.Fprintf(b, `<rect width="%d" height="%d" fill="white"/>`+"\n", plotWidth, plotHeight)
	fmt.Fprintf(b, `<text x="%d" y="22" font-size="15">%s</text>`+"\n", plotLeft, escape(title))
	r.plotBandwidth(chart{b: b, top: 62, maxX: float64(max(r.Cycles, 1)), maxY: 100})
	r.plotLatency(b)
	fmt.Fprintln(b, "</svg>")
	if err := b.Flush(); err != nil {
		return fmt.Errorf("plot: %w", err)
	}
	return nil
}

func (r *Result) plotBandwidth(c chart) {
	c.axes(fmt.Sprintf("data bus in use, %% (mean %.1f)", r.Utilisation), "cycle (CK)")
	var points []string
	for i, v := range r.Bandwidth {
		from, to := i*bandwidthSpan, min((i+1)*bandwidthSpan, r.Cycles)
		v *= bandwidthSpan / float64(to-from) // the last point may be shorter
		points = append(points, fmt.Sprintf("%.1f,%.1f %.1f,%.1f", c.x(float64(from)), c.y(min(v, 100)), c.x(float64(to)), c.y(min(v, 100))))
	}
	fmt.Fprintf(c.b, `<polyline points="%s" fill="none" stroke="#1668b8"/>`+"\n", strings.Join(points, " "))
}

// latencyBars is the bars of the histogram.
const latencyBars = 64

func (r *Result) plotLatency(b *bufio.Writer) {
	longest := 0
	if len(r.Latencies) > 0 {
		longest = slices.Max(r.Latencies)
	}
	width := longest/latencyBars + 1
	counts := make([]int, longest/width+1)
	for _, l := range r.Latencies {
		counts[l/width]++
	}
	c := chart{b: b, top: 332, maxX: float64(len(counts) * width), maxY: float64(max(slices.Max(counts), 1))}
	c.axes(fmt.Sprintf("reads by latency (mean %.0f, p99 %d CK)", r.LatencyMean, r.LatencyP99), "latency (CK)")
	for i, n := range counts {
		if n > 0 {
			x, y := c.x(float64(i*width)), c.y(float64(n))
			fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="#1668b8"/>`+"\n", x, y, max(c.x(float64((i+1)*width))-x-0.5, 0.5), c.y(0)-y)
		}
	}
	if r.LatencyP99 > 0 {
		fmt.Fprintf(b, `<path d="M%.1f %.1fV%.1f" stroke="#c22" stroke-dasharray="4 3"/>`+"\n", c.x(float64(r.LatencyP99)), c.top, c.y(0))
	}
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}
