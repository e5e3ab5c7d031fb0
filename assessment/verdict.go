package assessment

import (
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"
)

// rule is a condition as a function of Go: conditions are evaluated some hundred
// times for a question, and the general machine of the expression library takes
// ten times as long. The library still parses, checks and folds; what rule does
// not know is left to its machine.
type rule func(*conditionEnv) any

// ruleOf turns a checked syntax tree into a function; nil when it holds
// something else than conditions use.
func ruleOf(program *vm.Program) rule {
	return nodeRule(program.Node())
}

func nodeRule(n ast.Node) rule {
	switch n := n.(type) {
	case *ast.BoolNode:
		return fixed(n.Value)
	case *ast.IntegerNode:
		return fixed(n.Value)
	case *ast.StringNode:
		return fixed(n.Value)
	case *ast.ConstantNode:
		return fixed(n.Value)
	case *ast.ArrayNode:
		return arrayRule(n)
	case *ast.IdentifierNode:
		return nameRule(n.Value)
	case *ast.UnaryNode:
		return unaryRule(n)
	case *ast.BinaryNode:
		return binaryRule(n)
	case *ast.CallNode:
		return callRule(n)
	}
	return nil
}

func fixed(v any) rule { return func(*conditionEnv) any { return v } }

func arrayRule(n *ast.ArrayNode) rule {
	var all []any
	for _, e := range n.Nodes {
		switch e := e.(type) {
		case *ast.StringNode:
			all = append(all, e.Value)
		case *ast.IntegerNode:
			all = append(all, e.Value)
		default:
			return nil
		}
	}
	return fixed(all)
}

func nameRule(id string) rule {
	switch id {
	case "sector":
		return func(e *conditionEnv) any { return e.Sector }
	case "employees":
		return func(e *conditionEnv) any { return e.Employees }
	case "size":
		return func(e *conditionEnv) any { return e.Size }
	case "country":
		return func(e *conditionEnv) any { return e.Country }
	case "region":
		return func(e *conditionEnv) any { return e.Region }
	case "language":
		return func(e *conditionEnv) any { return e.Language }
	}
	return nil
}

func unaryRule(n *ast.UnaryNode) rule {
	of := nodeRule(n.Node)
	if of == nil {
		return nil
	}
	switch n.Operator {
	case "!", "not":
		return func(e *conditionEnv) any { return !truth(of(e)) }
	case "-":
		return func(e *conditionEnv) any { v, _ := of(e).(int); return -v }
	}
	return nil
}

func truth(v any) bool {
	b, _ := v.(bool)
	return b
}

func binaryRule(n *ast.BinaryNode) rule {
	left, right := nodeRule(n.Left), nodeRule(n.Right)
	if left == nil || right == nil {
		return nil
	}
	switch n.Operator {
	case "&&", "and":
		return func(e *conditionEnv) any { return truth(left(e)) && truth(right(e)) }
	case "||", "or":
		return func(e *conditionEnv) any { return truth(left(e)) || truth(right(e)) }
	case "==":
		return func(e *conditionEnv) any { return left(e) == right(e) }
	case "!=":
		return func(e *conditionEnv) any { return left(e) != right(e) }
	case "in":
		return func(e *conditionEnv) any { return within(left(e), right(e)) }
	case "<", "<=", ">", ">=":
		if number(n.Left) && number(n.Right) {
			return order(n.Operator, left, right)
		}
	}
	return nil
}

// number reports whether a node is a whole number. Texts have an order, too, and
// are left to the library.
func number(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return true
	case *ast.UnaryNode:
		return n.Operator == "-" && number(n.Node)
	case *ast.IdentifierNode:
		return n.Value == "employees"
	case *ast.CallNode:
		callee, ok := n.Callee.(*ast.IdentifierNode)
		return ok && callee.Value == "value"
	}
	return false
}

// order compares whole numbers.
func order(operator string, left, right rule) rule {
	compare := map[string]func(a, b int) bool{
		"<": func(a, b int) bool { return a < b }, "<=": func(a, b int) bool { return a <= b },
		">": func(a, b int) bool { return a > b }, ">=": func(a, b int) bool { return a >= b },
	}[operator]
	return func(e *conditionEnv) any {
		a, _ := left(e).(int)
		b, _ := right(e).(int)
		return compare(a, b)
	}
}

// within is "in" for the lists and sets that the library folds lists into.
func within(v, list any) bool {
	switch list := list.(type) {
	case []any:
		return slices.Contains(list, v)
	case map[string]struct{}:
		s, text := v.(string)
		_, there := list[s]
		return text && there
	case map[int]struct{}:
		n, number := v.(int)
		_, there := list[n]
		return number && there
	}
	return false
}

func callRule(n *ast.CallNode) rule {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		return nil
	}
	var args []string
	for _, a := range n.Arguments {
		s, ok := a.(*ast.StringNode)
		if !ok {
			return nil
		}
		args = append(args, s.Value)
	}
	switch {
	case callee.Value == "value" && len(args) == 1:
		return func(e *conditionEnv) any { return e.Value(args[0]) }
	case callee.Value == "chosen" && len(args) == 2:
		return func(e *conditionEnv) any { return e.Chosen(args[0], args[1]) }
	case callee.Value == "wants" && len(args) == 1:
		return func(e *conditionEnv) any { return e.Wants(args[0]) }
	}
	return nil
}
