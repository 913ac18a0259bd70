using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Cedar.Values;

namespace Writ.Cedar.Syntax;

// The tightest levels: member access, calls, literals.
internal sealed partial class ExpressionParser
{
    private static readonly Dictionary<string, BinaryOperator> SetMethods = new(StringComparer.Ordinal)
    {
        ["contains"] = BinaryOperator.Contains,
        ["containsAll"] = BinaryOperator.ContainsAll,
        ["containsAny"] = BinaryOperator.ContainsAny,
        ["hasTag"] = BinaryOperator.HasTag,
        ["getTag"] = BinaryOperator.GetTag,
    };

    private Expr Member()
    {
        var target = Primary();
        while (true)
        {
            if (tokens.TryTake(TokenKind.Dot))
            {
                var at = tokens.At;
                var name = tokens.ExpectName("an attribute or method");
                target = Bounded(tokens.Current.Kind == TokenKind.OpenParen ? Method(target, name, at) : new Expr.Attribute(target, name, at));
            }
            else if (tokens.TryTake(TokenKind.OpenBracket))
            {
                var at = tokens.At;
                var name = tokens.ExpectString("an attribute in double quotes");
                tokens.Expect(TokenKind.CloseBracket, "`]`");
                target = Bounded(new Expr.Attribute(target, name, at));
            }
            else
            {
                return target;
            }
        }
    }

    private Expr Method(Expr receiver, string name, Position at)
    {
        var arguments = Arguments();
        if (name == "isEmpty")
        {
            RequireCount(name, arguments, 0, at);
            return new Expr.Unary(UnaryOperator.IsEmpty, receiver, at);
        }

        if (SetMethods.TryGetValue(name, out var operation))
        {
            RequireCount(name, arguments, 1, at);
            return new Expr.Binary(operation, receiver, arguments[0], at);
        }

        if (!ExtensionFunctions.TryFind(name, out var function)) throw TokenReader.Error(at, $"found the unknown method `{name}`", Nearest(name));
        if (ExtensionFunctions.IsConstructor(function)) throw TokenReader.Error(at, $"found `{name}` as a method", $"it is a function: write `{name}(..)`");
        return new Expr.Call(function, [receiver, .. arguments], at);
    }

    private static void RequireCount(string name, ImmutableArray<Expr> arguments, int count, Position at)
    {
        if (arguments.Length != count) throw TokenReader.Error(at, $"found {arguments.Length} arguments of `{name}`, expected {count}");
    }

    private static string? Nearest(string name) => name switch
    {
        "size" or "length" or "count" => "sets have no size; `isEmpty()` is the only question about it",
        "startsWith" or "endsWith" or "matches" => "strings are matched with `like \"prefix*\"`",
        "any" or "all" or "map" or "filter" => "Cedar has no loops",
        _ => null,
    };

    private ImmutableArray<Expr> Arguments()
    {
        tokens.Expect(TokenKind.OpenParen, "`(`");
        return List(TokenKind.CloseParen, "`,` or `)`");
    }

    private ImmutableArray<Expr> List(TokenKind close, string expected)
    {
        var items = ImmutableArray.CreateBuilder<Expr>();
        while (!tokens.TryTake(close))
        {
            items.Add(Expression());
            if (tokens.TryTake(TokenKind.Comma)) continue;
            tokens.Expect(close, expected);
            break;
        }

        return items.ToImmutable();
    }

    private Expr Primary()
    {
        var at = tokens.At;
        switch (tokens.Current.Kind)
        {
            case TokenKind.Integer:
                if (!TryMagnitude(out var number) || number > long.MaxValue) tokens.Fail("expected a number of 64 bits", "the largest is 9223372036854775807");
                tokens.Take();
                return new Expr.Literal((long)number, at);
            case TokenKind.String:
                return new Expr.Literal(tokens.ExpectString("a string"), at);
            case TokenKind.OpenParen:
                tokens.Take();
                var inner = Expression();
                tokens.Expect(TokenKind.CloseParen, "`)`");
                return inner;
            case TokenKind.OpenBracket:
                tokens.Take();
                return Bounded(new Expr.SetLiteral(List(TokenKind.CloseBracket, "`,` or `]`"), at));
            case TokenKind.OpenBrace:
                tokens.Take();
                return Bounded(RecordLiteral(at));
            case TokenKind.Identifier:
                return Word(at);
            case TokenKind.Slot:
                tokens.Fail("expected an expression", "slots stand only in the scope of a template, right of `==` or `in`");
                break;
            default:
                tokens.Fail("expected an expression");
                break;
        }

        return Word(at);
    }

    private Expr Word(Position at)
    {
        if (tokens.TryTakeWord("true")) return new Expr.Literal(true, at);
        if (tokens.TryTakeWord("false")) return new Expr.Literal(false, at);
        if (tokens.IsWord("if")) tokens.Fail("expected an operand", "write parentheses around `if`");
        var path = tokens.ExpectPath("an expression");
        if (tokens.TryTake(TokenKind.DoubleColon)) return new Expr.Literal(EntityUid.Of(path, tokens.ExpectString("the id of the entity in double quotes")), at);
        if (tokens.Current.Kind == TokenKind.OpenParen) return Function(path, at);
        return path switch
        {
            "principal" => new Expr.Var(Variable.Principal, at),
            "action" => new Expr.Var(Variable.Action, at),
            "resource" => new Expr.Var(Variable.Resource, at),
            "context" => new Expr.Var(Variable.Context, at),
            _ => throw TokenReader.Error(at, $"found the unknown name `{path}`", $"the variables are principal, action, resource, context; a string is written `\"{path}\"`, an entity `{path}::\"id\"`"),
        };
    }

    private Expr.Call Function(string name, Position at)
    {
        var known = ExtensionFunctions.TryFind(name, out var function);
        if (known && !ExtensionFunctions.IsConstructor(function) || name == "isEmpty" || SetMethods.ContainsKey(name))
            throw TokenReader.Error(at, $"found `{name}` as a function", $"it is a method: write `x.{name}(..)`");
        if (!known) throw TokenReader.Error(at, $"found the unknown function `{name}`", "the functions are decimal, ip, datetime, duration");
        return Bounded(new Expr.Call(function, Arguments(), at));
    }

    private Expr.RecordLiteral RecordLiteral(Position at)
    {
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, Expr>>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (!tokens.TryTake(TokenKind.CloseBrace))
        {
            var nameAt = tokens.At;
            var name = tokens.Current.Kind == TokenKind.String ? tokens.ExpectString("a field") : tokens.ExpectName("a field, as a name or in double quotes");
            if (!names.Add(name)) throw TokenReader.Error(nameAt, $"found the field `{name}` twice");
            tokens.Expect(TokenKind.Colon, "`:`");
            fields.Add(new(name, Expression()));
            if (tokens.TryTake(TokenKind.Comma)) continue;
            tokens.Expect(TokenKind.CloseBrace, "`,` or `}`");
            break;
        }

        return new Expr.RecordLiteral(fields.ToImmutable(), at);
    }
}
