using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Cedar.Stacks;
using Writ.Cedar.Values;

namespace Writ.Cedar.Syntax;

/// <summary>The grammar of the scope: what may stand behind principal, action and resource.</summary>
internal sealed class ScopeParser(TokenReader tokens)
{
    public ScopeConstraint PrincipalOrResource(string variable, string slot)
    {
        ExpectVariable(variable);
        if (tokens.TryTake(TokenKind.Equal))
            return EntityOrSlot(slot) is { } entity ? new ScopeConstraint.Equal(entity) : new ScopeConstraint.EqualSlot();
        if (tokens.TryTakeWord("in"))
            return EntityOrSlot(slot) is { } entity ? new ScopeConstraint.In(entity) : new ScopeConstraint.InSlot();
        if (!tokens.TryTakeWord("is")) return Nothing();
        var type = tokens.ExpectPath("an entity type");
        if (tokens.Current.Kind == TokenKind.DoubleColon) tokens.Fail("expected an entity type alone", "equality with an entity is written `==`");
        if (!tokens.TryTakeWord("in")) return new ScopeConstraint.Is(type);
        return EntityOrSlot(slot) is { } above ? new ScopeConstraint.IsIn(type, above) : new ScopeConstraint.IsInSlot(type);
    }

    public ScopeConstraint Action()
    {
        ExpectVariable("action");
        if (tokens.TryTake(TokenKind.Equal)) return new ScopeConstraint.Equal(Parenthesised(ActionEntity));
        if (tokens.IsWord("is")) tokens.Fail("expected `==`, `in` or the end of the constraint", "`is` is for principal and resource only");
        if (!tokens.TryTakeWord("in")) return Nothing();
        return Parenthesised(ActionOrList);
    }

    public EntityUid Entity()
    {
        var type = tokens.ExpectPath("an entity such as `Type::\"id\"`");
        tokens.Expect(TokenKind.DoubleColon, "`::` and the id of the entity", "an entity is written `Type::\"id\"`");
        return EntityUid.Of(type, tokens.ExpectString("the id of the entity in double quotes"));
    }

    private ScopeConstraint ActionOrList()
    {
        if (!tokens.TryTake(TokenKind.OpenBracket)) return new ScopeConstraint.In(ActionEntity());
        var actions = ImmutableArray.CreateBuilder<EntityUid>();
        while (!tokens.TryTake(TokenKind.CloseBracket))
        {
            actions.Add(Parenthesised(ActionEntity));
            if (tokens.TryTake(TokenKind.Comma)) continue;
            tokens.Expect(TokenKind.CloseBracket, "`,` or `]`");
            break;
        }

        return new ScopeConstraint.InAny(actions.ToImmutable());
    }

    private void ExpectVariable(string variable)
    {
        if (!tokens.TryTakeWord(variable)) tokens.Fail($"expected `{variable}`", "a scope is `(principal, action, resource)`");
    }

    private ScopeConstraint.Any Nothing()
    {
        if (tokens.Current.Kind is not (TokenKind.Comma or TokenKind.CloseParen))
        {
            tokens.Fail("expected `==`, `in`, `is` or the end of the constraint", tokens.Current.Kind switch
            {
                TokenKind.Assign => "equality is written `==`",
                TokenKind.Colon => "a type is asked for with `is`",
                _ => "other conditions stand in `when { .. }`",
            });
        }

        return ScopeConstraint.Any.Instance;
    }

    private EntityUid? EntityOrSlot(string slot) => Parenthesised(() => BareEntityOrSlot(slot));

    // Right of an operator of the scope stands an expression as far as parentheses go, and no further.
    private T Parenthesised<T>(Func<T> read)
    {
        if (!AmpleStack.IsHere) return AmpleStack.Run((Parser: this, Read: read), static rest => rest.Parser.Parenthesised(rest.Read));
        if (!tokens.TryTake(TokenKind.OpenParen)) return read();
        tokens.Enter();
        var inside = Parenthesised(read);
        tokens.Leave();
        tokens.Expect(TokenKind.CloseParen, "`)`");
        return inside;
    }

    private EntityUid? BareEntityOrSlot(string slot)
    {
        if (tokens.Current.Kind != TokenKind.Slot) return Entity();
        if (!tokens.CurrentText.SequenceEqual(slot)) tokens.Fail($"expected an entity or `{slot}`");
        tokens.Take();
        return null;
    }

    private EntityUid ActionEntity()
    {
        if (tokens.Current.Kind == TokenKind.Slot) tokens.Fail("expected an action such as `Action::\"id\"`", "an action takes no slot");
        var at = tokens.At;
        var entity = Entity();
        return Names.LastPart(entity.Type).SequenceEqual("Action")
            ? entity
            : throw TokenReader.Error(at, $"found `{entity}`, expected an entity of type `Action`");
    }
}
