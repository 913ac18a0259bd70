using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Writ.Cedar.Ast;
using Writ.Cedar.Stacks;
using Writ.Cedar.Values;

namespace Writ.Cedar.Syntax;

/// <summary>Writes expressions so that they parse back to the same nodes, with parentheses only where the grammar needs them.</summary>
internal sealed class ExpressionText(StringBuilder text)
{
    // The levels of the grammar, loosest first; an operand of a looser level stands in parentheses.
    private const int Whole = 0;
    private const int Or = 1;
    private const int And = 2;
    private const int Relation = 3;
    private const int Sum = 4;
    private const int Product = 5;
    private const int Unary = 6;
    private const int Member = 7;

    public void Write(Expr expression) => Write(expression, Whole);

    private void Write(Expr expression, int level)
    {
        if (!AmpleStack.IsHere)
        {
            AmpleStack.Run((Text: this, Expression: expression, Level: level), static rest => rest.Text.Write(rest.Expression, rest.Level));
            return;
        }

        var parenthesised = LevelOf(expression) < level;
        if (parenthesised) text.Append('(');
        WriteBare(expression);
        if (parenthesised) text.Append(')');
    }

    private static int LevelOf(Expr expression) => expression switch
    {
        Expr.If => Whole,
        Expr.Or => Or,
        Expr.And => And,
        Expr.Has { Path: var path } when FirstUnnamed(path) is not null => And,
        Expr.Has or Expr.Like or Expr.Is => Relation,
        Expr.Binary e => LevelOf(e.Operator),
        Expr.Unary { Operator: UnaryOperator.Not or UnaryOperator.Negate } => Unary,
        Expr.Literal { Value: var value } when value.TryGetLong(out var number) && number < 0 => Unary,
        _ => Member,
    };

    private static int LevelOf(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Add or BinaryOperator.Subtract => Sum,
        BinaryOperator.Multiply => Product,
        _ when MethodOf(operation) is not null => Member,
        _ => Relation,
    };

    private void WriteBare(Expr expression)
    {
        switch (expression)
        {
            case Expr.Literal e:
                text.Append(e.Value.ToString());
                break;
            case Expr.Var e:
                text.Append(e.Name.ToString().ToLowerInvariant());
                break;
            case Expr.Or e:
                Infix(e.Left, Or, " || ", e.Right, And);
                break;
            case Expr.And e:
                Infix(e.Left, And, " && ", e.Right, Relation);
                break;
            case Expr.Binary e:
                Binary(e);
                break;
            case Expr.Unary e:
                WriteUnary(e);
                break;
            case Expr.If e:
                text.Append("if ");
                Write(e.Condition, Whole);
                text.Append(" then ");
                Write(e.Then, Whole);
                text.Append(" else ");
                Write(e.Else, Whole);
                break;
            case Expr.Attribute e:
                Write(e.Target, Member);
                if (Names.IsIdentifier(e.Name)) text.Append('.').Append(e.Name);
                else text.Append('[').Append(ValueText.Quote(e.Name)).Append(']');
                break;
            case Expr.Has e:
                Has(e);
                break;
            case Expr.Like e:
                Write(e.Target, Sum);
                text.Append(" like ").Append(PatternText(e.Pattern));
                break;
            case Expr.Is e:
                Write(e.Target, Sum);
                text.Append(" is ").Append(e.Type);
                if (e.In is not null)
                {
                    text.Append(" in ");
                    Write(e.In, Sum);
                }

                break;
            case Expr.SetLiteral e:
                text.Append('[');
                List(e.Items);
                text.Append(']');
                break;
            case Expr.RecordLiteral e:
                Record(e);
                break;
            case Expr.Call e:
                Call(e);
                break;
            default:
                throw new UnreachableException();
        }
    }

    // Only identifiers may stand in a path of `has`. Any other name ends the path, and what it leads to is asked for the rest.
    private void Has(Expr.Has e)
    {
        var target = e.Target;
        var path = e.Path;
        while (FirstUnnamed(path) is { } unnamed)
        {
            var taken = Math.Max(unnamed, 1);
            Has(target, path[..taken]);
            text.Append(" && ");
            foreach (var name in path[..taken]) target = new Expr.Attribute(target, name, e.At);
            path = path[taken..];
        }

        Has(target, path);
    }

    private void Has(Expr target, ImmutableArray<string> path)
    {
        Write(target, Sum);
        text.Append(" has ").Append(path.Length == 1 ? ValueText.Key(path[0]) : string.Join('.', path));
    }

    private static int? FirstUnnamed(ImmutableArray<string> path)
    {
        for (var i = 0; path.Length > 1 && i < path.Length; i++)
            if (!Names.IsIdentifier(path[i])) return i;
        return null;
    }

    private void WriteUnary(Expr.Unary e)
    {
        if (e.Operator == UnaryOperator.IsEmpty)
        {
            Write(e.Operand, Member);
            text.Append(".isEmpty()");
            return;
        }

        text.Append(e.Operator == UnaryOperator.Not ? '!' : '-');

        // A minus before a number is part of the number, so one that is not stands apart.
        var isNumber = e.Operator == UnaryOperator.Negate && e.Operand is Expr.Literal { Value: var value } && value.TryGetLong(out _);
        Write(e.Operand, isNumber ? Member + 1 : Member);
    }

    private void Binary(Expr.Binary e)
    {
        if (MethodOf(e.Operator) is { } method)
        {
            Write(e.Left, Member);
            text.Append('.').Append(method).Append('(');
            Write(e.Right, Whole);
            text.Append(')');
            return;
        }

        var level = LevelOf(e.Operator);
        Infix(e.Left, level == Relation ? Sum : level, $" {SignOf(e.Operator)} ", e.Right, level + 1);
    }

    private void Infix(Expr left, int leftLevel, string sign, Expr right, int rightLevel)
    {
        Write(left, leftLevel);
        text.Append(sign);
        Write(right, rightLevel);
    }

    private void Call(Expr.Call e)
    {
        var arguments = e.Arguments;
        if (!ExtensionFunctions.IsConstructor(e.Function) && !arguments.IsEmpty)
        {
            Write(arguments[0], Member);
            text.Append('.');
            arguments = arguments[1..];
        }

        text.Append(ExtensionFunctions.NameOf(e.Function)).Append('(');
        List(arguments);
        text.Append(')');
    }

    private void Record(Expr.RecordLiteral e)
    {
        text.Append('{');
        for (var i = 0; i < e.Fields.Length; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(ValueText.Key(e.Fields[i].Key)).Append(": ");
            Write(e.Fields[i].Value, Whole);
        }

        text.Append('}');
    }

    private void List(ImmutableArray<Expr> items)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0) text.Append(", ");
            Write(items[i], Whole);
        }
    }

    private static string PatternText(Pattern pattern) =>
        $"\"{string.Join('*', pattern.Parts.Select(static part => ValueText.Quote(part)[1..^1].Replace("*", "\\*", StringComparison.Ordinal)))}\"";

    private static string? MethodOf(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Contains => "contains",
        BinaryOperator.ContainsAll => "containsAll",
        BinaryOperator.ContainsAny => "containsAny",
        BinaryOperator.HasTag => "hasTag",
        BinaryOperator.GetTag => "getTag",
        _ => null,
    };

    private static string SignOf(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.In => "in",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        _ => throw new UnreachableException(),
    };
}
