package assessment

import (
	"errors"
	"fmt"
	"slices"

	"github.com/expr-lang/expr" // conditions: compiled, type-checked, without side effects
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"
)

// Condition is a rule over the profile and earlier answers, compiled and
// type-checked when it is made. The zero Condition is always true.
//
// Its names: sector, employees, size, country, region, language (of the
// profile), wants("goal"), value("ITEM") (the item's category) and
// chosen("ITEM", "option") (a tick of a checklist).
type Condition struct {
	source  string
	program *vm.Program
	rule    rule // the same as a function; nil when it must be left to the program
	atoms   []atom
	fields  map[string][]any // profile names it reads, with the literals compared to them
}

// atom is one thing a condition asks of the answers.
type atom struct{ item, option string }

type conditionEnv struct {
	Sector    string                    `expr:"sector"`
	Employees int                       `expr:"employees"`
	Size      string                    `expr:"size"`
	Country   string                    `expr:"country"`
	Region    string                    `expr:"region"`
	Language  string                    `expr:"language"`
	Wants     func(string) bool         `expr:"wants"`
	Value     func(string) int          `expr:"value"`
	Chosen    func(string, string) bool `expr:"chosen"`
}

// CompileCondition compiles and type-checks source. It refuses anything but a
// truth value, any other name, any other function (a condition must not know
// the time), and calls whose arguments are not quoted names. Evaluating tries
// every answer that is not there, so whoever publishes conditions bounds how
// many answers one may read, as package content does.
func CompileCondition(source string) (Condition, error) {
	if source == "" {
		return Condition{}, nil
	}
	program, err := expr.Compile(source, expr.Env(conditionEnv{}), expr.AsBool(), expr.DisableAllBuiltins())
	if err != nil {
		return Condition{}, err
	}
	found := &references{fields: map[string][]any{}}
	node := program.Node()
	ast.Walk(&node, found)
	if found.err != nil {
		return Condition{}, found.err
	}
	return Condition{source: source, program: program, rule: ruleOf(program), atoms: found.atoms, fields: found.fields}, nil
}

// Source is the text the condition was compiled from.
func (c Condition) Source() string { return c.source }

// IsZero reports whether the condition is the always-true one.
func (c Condition) IsZero() bool { return c.source == "" }

// Items lists the items whose answers the condition reads, each once.
func (c Condition) Items() []string {
	var ids []string
	for _, a := range c.atoms {
		if !slices.Contains(ids, a.item) {
			ids = append(ids, a.item)
		}
	}
	return ids
}

// MarshalText writes the source.
func (c Condition) MarshalText() ([]byte, error) { return []byte(c.source), nil }

// UnmarshalText compiles the source.
func (c *Condition) UnmarshalText(text []byte) error {
	compiled, err := CompileCondition(string(text))
	*c = compiled
	return err
}

// references collects what a condition reads.
type references struct {
	atoms  []atom
	fields map[string][]any
	err    error
}

// Visit implements ast.Visitor.
func (r *references) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.CallNode:
		r.call(n)
	case *ast.IdentifierNode:
		r.name(n.Value)
	case *ast.SequenceNode:
		r.err = errors.New("a condition is one expression, without a semicolon")
	case *ast.BinaryNode:
		r.compare(n)
	}
}

// name notes that the condition reads a name of the profile, even if it
// compares it with no literal.
func (r *references) name(name string) {
	switch name {
	case "value", "chosen", "wants":
	case "sector", "employees", "size", "country", "region", "language":
		if _, noted := r.fields[name]; !noted {
			r.fields[name] = nil
		}
	default:
		r.err = fmt.Errorf("%s is no name of the profile", name)
	}
}

func (r *references) call(n *ast.CallNode) {
	name, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		r.err = errors.New("only value(), chosen() and wants() may be called")
		return
	}
	var args []string
	for _, a := range n.Arguments {
		s, ok := a.(*ast.StringNode)
		if !ok {
			r.err = fmt.Errorf("%s() takes a quoted name", name.Value)
			return
		}
		args = append(args, s.Value)
	}
	switch {
	case name.Value == "value" && len(args) == 1:
		r.add(atom{item: args[0]})
	case name.Value == "chosen" && len(args) == 2:
		r.add(atom{item: args[0], option: args[1]})
	case name.Value == "wants" && len(args) == 1:
		r.fields["wants"] = append(r.fields["wants"], args[0])
	}
}

func (r *references) add(a atom) {
	if !slices.Contains(r.atoms, a) {
		r.atoms = append(r.atoms, a)
	}
}

// compare notes the literals that a profile name is compared with, so that
// Check can try them out.
func (r *references) compare(n *ast.BinaryNode) {
	for _, pair := range [][2]ast.Node{{n.Left, n.Right}, {n.Right, n.Left}} {
		id, ok := pair[0].(*ast.IdentifierNode)
		if !ok {
			continue
		}
		switch lit := pair[1].(type) {
		case *ast.StringNode:
			r.fields[id.Value] = append(r.fields[id.Value], lit.Value)
		case *ast.IntegerNode:
			r.fields[id.Value] = append(r.fields[id.Value], lit.Value)
		case *ast.ArrayNode:
			for _, e := range lit.Nodes {
				if s, ok := e.(*ast.StringNode); ok {
					r.fields[id.Value] = append(r.fields[id.Value], s.Value)
				}
			}
		case *ast.ConstantNode:
			r.constant(id.Value, lit.Value)
		}
	}
}

// constant notes a list that the compiler folded into a set.
func (r *references) constant(name string, value any) {
	switch set := value.(type) {
	case map[string]struct{}:
		for s := range set {
			r.fields[name] = append(r.fields[name], s)
		}
	case map[int]struct{}:
		for n := range set {
			r.fields[name] = append(r.fields[name], n)
		}
	case []any:
		r.fields[name] = append(r.fields[name], set...)
	}
}

// run evaluates the condition with every answer known.
func (c Condition) run(p Profile, value func(string) int, chosen func(string, string) bool) bool {
	if c.program == nil {
		return true
	}
	env := conditionEnv{
		Sector: p.Sector, Employees: p.Employees, Size: p.Size(), Country: p.Country, Region: p.Region,
		Language: p.Language, Wants: p.Wants, Value: value, Chosen: chosen,
	}
	if c.rule != nil {
		return truth(c.rule(&env))
	}
	return c.byProgram(env)
}

// byProgram lets the expression library evaluate.
func (c Condition) byProgram(env conditionEnv) bool {
	out, err := expr.Run(c.program, env)
	return err == nil && truth(out)
}

// On evaluates a condition that reads no answers, only the profile.
func (c Condition) On(p Profile) bool {
	return c.run(p, func(string) int { return 0 }, func(string, string) bool { return false })
}

// verdict is the three-valued outcome of a condition.
type verdict int

const (
	no verdict = iota
	yes
	unclear // depends on an answer that is not there
)

// evaluate tries every combination of the answers that are not there: when all
// agree the outcome is certain, however little is known.
func (c Condition) evaluate(p Profile, known func(string) (Reading, bool)) verdict {
	if c.program == nil {
		return yes
	}
	var open []atom
	for _, a := range c.atoms {
		if r, ok := known(a.item); ok && !r.Known() {
			open = append(open, a)
		}
	}
	if len(open) == 0 { // nothing to try: the usual case
		if c.run(p, func(id string) int { r, _ := known(id); return r.Category },
			func(id, option string) bool { r, _ := known(id); return slices.Contains(r.Response.Options, option) }) {
			return yes
		}
		return no
	}
	guess := make(map[atom]int, len(open))
	value := func(id string) int {
		if g, ok := guess[atom{item: id}]; ok {
			return g
		}
		r, _ := known(id)
		return r.Category
	}
	chosen := func(id, option string) bool {
		if g, ok := guess[atom{id, option}]; ok {
			return g == 1
		}
		r, _ := known(id)
		return slices.Contains(r.Response.Options, option)
	}
	first, seen := false, false
	for more := true; more; more = advance(guess, open, known) {
		got := c.run(p, value, chosen)
		if seen && got != first {
			return unclear
		}
		first, seen = got, true
	}
	if first {
		return yes
	}
	return no
}

// advance counts guess up to the next combination; false when all were tried.
func advance(guess map[atom]int, open []atom, known func(string) (Reading, bool)) bool {
	for _, a := range open {
		high := 1
		if r, ok := known(a.item); ok && a.option == "" {
			high = r.Item.Categories() - 1
		}
		if guess[a]++; guess[a] <= high {
			return true
		}
		guess[a] = 0
	}
	return false
}
