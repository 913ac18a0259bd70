using System.Collections.Immutable;
using Writ.Cedar.Stacks;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Schema;

/// <summary>The grammar of types, names and annotations within a schema.</summary>
internal sealed class SchemaTypeParser(TokenReader tokens)
{
    public TypeNode Type()
    {
        if (!AmpleStack.IsHere) return AmpleStack.Run(this, static rest => rest.Type());
        tokens.Enter();
        var type = tokens.Current.Kind == TokenKind.OpenBrace ? Record() : SetOrName();
        tokens.Leave();
        return type;
    }

    /// <summary>A record, or the name of a common type that is one.</summary>
    public TypeNode Context()
    {
        if (tokens.Current.Kind == TokenKind.OpenBrace) return Type();
        var at = tokens.At;
        return new TypeNode.Common(TypePath()) { At = at };
    }

    public TypeNode.Record Record()
    {
        var at = tokens.At;
        tokens.Expect(TokenKind.OpenBrace, "`{`");
        var attributes = ImmutableArray.CreateBuilder<AttributeDeclaration>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (!tokens.TryTake(TokenKind.CloseBrace))
        {
            var annotations = Annotations();
            var nameAt = tokens.At;
            var name = NameOrString("the name of an attribute");
            if (!names.Add(name)) throw TokenReader.Error(nameAt, $"found the attribute `{name}` twice");
            var isRequired = !tokens.TryTake(TokenKind.Question);
            tokens.Expect(TokenKind.Colon, "`:`");
            attributes.Add(new AttributeDeclaration(name, Type(), isRequired) { Annotations = annotations, At = nameAt });
            if (tokens.TryTake(TokenKind.Comma)) continue;
            tokens.Expect(TokenKind.CloseBrace, "`,` or `}`");
            break;
        }

        return new TypeNode.Record(attributes.ToImmutable()) { At = at };
    }

    /// <summary>One name of an entity type, or a list of them.</summary>
    public ImmutableArray<SchemaName> Names() => OneOrList(() =>
    {
        var at = tokens.At;
        return new SchemaName(tokens.ExpectPath("an entity type")) { At = at };
    });

    /// <summary>One action group, or a list of them: <c>name</c>, <c>"name"</c> or <c>Type::"name"</c>.</summary>
    public ImmutableArray<ActionName> Groups()
    {
        if (tokens.Current.Kind == TokenKind.OpenBracket && tokens.KindAhead(1) == TokenKind.CloseBracket)
            tokens.Fail("expected an action group", "leave `in` out for an action in no group");
        return OneOrList(Group);
    }

    private ActionName Group()
    {
        var at = tokens.At;
        if (tokens.Current.Kind == TokenKind.String || (tokens.IsWord("__cedar") && tokens.KindAhead(1) != TokenKind.DoubleColon))
            return new ActionName(NameOrString("an action group")) { At = at };
        var path = tokens.ExpectPath("an action group");
        if (tokens.TryTake(TokenKind.DoubleColon)) return new ActionName(tokens.ExpectString("the id of the action group in double quotes"), path) { At = at };
        return path.Contains(':')
            ? throw TokenReader.Error(at, $"found the path `{path}`, expected an action group", $"an action of another namespace is written `{path}::\"id\"`")
            : new ActionName(path) { At = at };
    }

    public string NameOrString(string expected)
    {
        if (tokens.Current.Kind == TokenKind.String) return tokens.ExpectString(expected);
        if (tokens.IsWord("__cedar")) return tokens.Text(tokens.Take());
        if (tokens.Current.Kind == TokenKind.Identifier && Syntax.Names.IsReserved(tokens.CurrentText))
            tokens.Fail($"expected {expected}", $"`{tokens.CurrentText}` is reserved; write it in double quotes");
        return tokens.ExpectName(expected);
    }

    public ImmutableArray<SchemaAnnotation> Annotations()
    {
        if (tokens.Current.Kind != TokenKind.At) return [];
        var annotations = ImmutableArray.CreateBuilder<SchemaAnnotation>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
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

            if (!keys.Add(key)) throw TokenReader.Error(at, $"found the annotation `@{key}` twice on one declaration");
            annotations.Add(new SchemaAnnotation(key, value));
        }

        return annotations.ToImmutable();
    }

    private TypeNode SetOrName()
    {
        var at = tokens.At;
        if (!tokens.IsWord("Set") || tokens.KindAhead(1) != TokenKind.Less) return new TypeNode.Named(TypePath()) { At = at };
        tokens.Take();
        tokens.Take();
        var element = Type();
        tokens.Expect(TokenKind.Greater, "`>`");
        return new TypeNode.Set(element) { At = at };
    }

    private string TypePath()
    {
        if (!tokens.TryTakeWord("__cedar")) return tokens.ExpectPath("a type");
        tokens.Expect(TokenKind.DoubleColon, "`::`");
        return BuiltInTypes.Namespace + tokens.ExpectName("a built-in type");
    }

    private ImmutableArray<T> OneOrList<T>(Func<T> read)
    {
        if (!tokens.TryTake(TokenKind.OpenBracket)) return [read()];
        var names = ImmutableArray.CreateBuilder<T>();
        if (tokens.TryTake(TokenKind.CloseBracket)) return [];
        do
            names.Add(read());
        while (tokens.TryTake(TokenKind.Comma));
        tokens.Expect(TokenKind.CloseBracket, "`,` or `]`");
        return names.ToImmutable();
    }
}
