using System.Collections.Frozen;
using System.Collections.Immutable;
using Writ.Cedar.Ast;

namespace Writ.Cedar.Syntax;

/// <summary>The grammar of policies: annotations, effect, scope, conditions.</summary>
internal sealed class PolicyParser(TokenReader tokens)
{
    private readonly ExpressionParser _expressions = new(tokens);
    private readonly ScopeParser _scope = new(tokens);

    public Policy Policy(string id)
    {
        var at = tokens.At;
        var bare = new HashSet<string>(StringComparer.Ordinal);
        var annotations = Annotations(bare);
        var effect = Effect();
        tokens.Expect(TokenKind.OpenParen, "`(`");
        var principal = _scope.PrincipalOrResource("principal", "?principal");
        tokens.Expect(TokenKind.Comma, "`,`", "a scope is `(principal, action, resource)`");
        var action = _scope.Action();
        tokens.Expect(TokenKind.Comma, "`,`", "a scope is `(principal, action, resource)`");
        var resource = _scope.PrincipalOrResource("resource", "?resource");
        tokens.TryTake(TokenKind.Comma);
        tokens.Expect(TokenKind.CloseParen, "`)`");
        return new Policy(id, effect, principal, action, resource, Conditions(), annotations, at)
        {
            BareAnnotations = bare.Count == 0 ? FrozenSet<string>.Empty : bare.ToFrozenSet(StringComparer.Ordinal),
        };
    }

    private Dictionary<string, string> Annotations(HashSet<string> bare)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        while (tokens.TryTake(TokenKind.At))
        {
            var at = tokens.At;
            var key = tokens.Text(tokens.Expect(TokenKind.Identifier, "the name of an annotation"));
            var value = "";
            if (tokens.TryTake(TokenKind.OpenParen))
            {
                value = tokens.ExpectString("the value of the annotation in double quotes");
                tokens.Expect(TokenKind.CloseParen, "`)`");
            }
            else
            {
                bare.Add(key);
            }

            if (!annotations.TryAdd(key, value)) throw TokenReader.Error(at, $"found the annotation `@{key}` twice on one policy");
        }

        return annotations;
    }

    private Effect Effect()
    {
        if (tokens.TryTakeWord("permit")) return Ast.Effect.Permit;
        if (tokens.TryTakeWord("forbid")) return Ast.Effect.Forbid;
        var word = tokens.CurrentText;
        tokens.Fail("expected `permit` or `forbid`",
            word.Equals("permit", StringComparison.OrdinalIgnoreCase) || word.Equals("forbid", StringComparison.OrdinalIgnoreCase) ? "Cedar is case-sensitive"
            : word.StartsWith("/") ? "comments start with `//`"
            : null);
        return default;
    }

    private ImmutableArray<Condition> Conditions()
    {
        var conditions = ImmutableArray.CreateBuilder<Condition>();
        while (!tokens.TryTake(TokenKind.Semicolon))
        {
            ConditionKind kind;
            if (tokens.TryTakeWord("when")) kind = ConditionKind.When;
            else if (tokens.TryTakeWord("unless")) kind = ConditionKind.Unless;
            else throw Missing();
            tokens.Expect(TokenKind.OpenBrace, "`{`");
            if (tokens.Current.Kind == TokenKind.CloseBrace) tokens.Fail("expected an expression", "a condition may not be empty");
            conditions.Add(new Condition(kind, _expressions.Expression()));
            tokens.Expect(TokenKind.CloseBrace, "an operator or `}`");
        }

        return conditions.ToImmutable();
    }

    private SyntaxException Missing()
    {
        tokens.Fail("expected `when`, `unless` or `;`", tokens.IsWord("permit") || tokens.IsWord("forbid") || tokens.AtEnd ? "every policy ends with `;`" : null);
        return null;
    }
}
