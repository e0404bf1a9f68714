package isa

// values names the values of fields that are enumerations; position is value.
var values = map[string][]string{
	"pre": {"none", "sub", "mul"},
	"fn":  {"none", "exp", "silu"},
	"bin": {"none", "mul", "add"},
	"red": {"none", "sum", "max"},
	"fin": {"none", "rsqrt", "recip"},
}

// Values is the names of a field's values, from 0 on, if it is an enumeration.
func (f Field) Values() []string { return values[f.Name] }

// Float is whether the field is a number of fp32.
func (f Field) Float() bool { return f.Name == "c1" || f.Name == "c2" }
