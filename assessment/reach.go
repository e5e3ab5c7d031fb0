package assessment

import "slices"

// maxProfiles bounds how many profiles are worth trying out.
const maxProfiles = 1 << 14

// Options lists the ticks of the checklist that the condition reads.
func (c Condition) Options(item string) []string {
	var options []string
	for _, a := range c.atoms {
		if a.item == item && a.option != "" {
			options = append(options, a.option)
		}
	}
	return options
}

// Mentions lists the words that the condition compares a name of the profile
// with, each once and sorted; for "wants" they are the goals it asks for.
func (c Condition) Mentions(name string) []string {
	var words []string
	for _, literal := range c.fields[name] {
		if word, ok := literal.(string); ok {
			words = append(words, word)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// Profiles returns profiles that the conditions can tell apart: every
// combination of the values they mention and one other for each name. Nil
// means that there are too many to try out.
func Profiles(conditions ...Condition) []Profile {
	profiles := []Profile{{}}
	vary := func(name string, values func(string) []string, set func(*Profile, string)) {
		if mentioned, read := mentions(conditions, name); read {
			profiles = multiply(profiles, append(mentioned, values(name)...), set)
		}
	}
	other := func(string) []string { return []string{""} }
	vary("sector", other, func(p *Profile, v string) { p.Sector = v })
	vary("country", other, func(p *Profile, v string) { p.Country = v })
	vary("region", other, func(p *Profile, v string) { p.Region = v })
	vary("language", other, func(p *Profile, v string) { p.Language = v })
	if counts := headcounts(conditions); len(counts) > 0 {
		profiles = multiply(profiles, counts, func(p *Profile, n int) { p.Employees = n })
	}
	goals, _ := mentions(conditions, "wants")
	for _, goal := range goals {
		profiles = multiply(profiles, []bool{false, true}, func(p *Profile, wants bool) {
			if wants {
				p.Goals = append(slices.Clone(p.Goals), goal)
			}
		})
	}
	return profiles
}

// mentions collects what the conditions compare a name with, and whether they
// read it at all.
func mentions(conditions []Condition, name string) (words []string, read bool) {
	for _, c := range conditions {
		_, reads := c.fields[name]
		read = read || reads
		words = append(words, c.Mentions(name)...)
	}
	slices.Sort(words)
	return slices.Compact(words), read
}

// headcounts are numbers of employees around every number that the conditions
// mention and one in each size class; none when they do not read it.
func headcounts(conditions []Condition) []int {
	var counts []int
	for _, c := range conditions {
		_, size := c.fields["size"]
		numbers, employees := c.fields["employees"]
		if size || employees {
			counts = append(counts, 0, 5, 20, 100, 300)
		}
		for _, literal := range numbers {
			if n, ok := literal.(int); ok {
				counts = append(counts, max(n-1, 0), max(n, 0), max(n+1, 0))
			}
		}
	}
	slices.Sort(counts)
	return slices.Compact(counts)
}

// multiply returns every profile with every value; nil stays nil, and more
// than maxProfiles become nil.
func multiply[V any](profiles []Profile, values []V, set func(*Profile, V)) []Profile {
	if len(profiles)*len(values) > maxProfiles {
		return nil
	}
	var all []Profile
	for _, p := range profiles {
		for _, v := range values {
			varied := p
			set(&varied, v)
			all = append(all, varied)
		}
	}
	return all
}
