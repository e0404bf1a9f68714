package config

import (
	"embed"
	"fmt"
	"path"
	"strings"
)

//go:embed presets/*.yaml
var files embed.FS

// Preset names a configuration that comes with the program.
type Preset struct{ Name, Summary string }

// presetNames is the order in which presets are listed: smallest first.
func presetNames() []string { return []string{"edge-16", "decode-64", "tpu-v1"} }

// Presets lists the configurations that come with the program.
func Presets() []Preset {
	var list []Preset
	for _, name := range presetNames() {
		c, err := LoadPreset(name)
		if err != nil {
			panic(fmt.Sprintf("config: a preset that was built in is wrong: %v", err)) // a test loads them all
		}
		list = append(list, Preset{c.Name, c.Summary})
	}
	return list
}

// LoadPreset is the configuration of a preset.
func LoadPreset(name string) (Config, error) {
	data, err := PresetSource(name)
	if err != nil {
		return Config{}, err
	}
	return Parse(presetFile(name), data)
}

// PresetSource is the YAML of a preset, with its comments: a start for one's
// own.
func PresetSource(name string) ([]byte, error) {
	data, err := files.ReadFile(presetFile(name))
	if err == nil {
		return data, nil
	}
	known := presetNames()
	advice := "known: " + strings.Join(known, ", ")
	if best := nearest(name, known); best != "" {
		advice = fmt.Sprintf("did you mean %s?", best)
	}
	return nil, fmt.Errorf("preset %q: unknown; %s", name, advice)
}

func presetFile(name string) string { return path.Join("presets", name+".yaml") }
