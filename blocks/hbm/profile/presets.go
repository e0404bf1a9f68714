package profile

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed presets/*.yaml
var files embed.FS

// Names lists the profiles that come with the program.
func Names() []string {
	return []string{"hbm2-2000-4gb", "hbm2-2000-8gb", "hbm2e-3200-8gb", "hbm3-6400-8gb"}
}

// Preset is a profile that comes with the program.
func Preset(name string) (Profile, error) {
	data, err := files.ReadFile("presets/" + name + ".yaml")
	if err != nil {
		return Profile{}, fmt.Errorf("hbm profile %q: unknown; known: %s", name, strings.Join(Names(), ", "))
	}
	return Parse("presets/"+name+".yaml", data)
}
