using Writ.Cedar.Syntax;

namespace Writ.Cedar.Schema;

/// <summary>The grammar of types and names within a schema.</summary>
internal sealed class SchemaTypeParser(TokenReader tokens)
{
    public WrittenType Type()
    {
        tokens.Enter();
        var type = tokens.Current.Kind == TokenKind.OpenBrace ? Record() : SetOrName();
        tokens.Leave();
        return type;
    }

    public WrittenType.Record Record()
    {
        var at = tokens.At;
        tokens.Expect(TokenKind.OpenBrace, "`{`");
        var attributes = new List<(string, WrittenType, bool)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (!tokens.TryTake(TokenKind.CloseBrace))
        {
            SkipAnnotations();
            var nameAt = tokens.At;
            var name = NameOrString("the name of an attribute");
            if (!names.Add(name)) throw TokenReader.Error(nameAt, $"found the attribute `{name}` twice");
            var isRequired = !tokens.TryTake(TokenKind.Question);
            tokens.Expect(TokenKind.Colon, "`:`");
            attributes.Add((name, Type(), isRequired));
            if (tokens.TryTake(TokenKind.Comma)) continue;
            tokens.Expect(TokenKind.CloseBrace, "`,` or `}`");
            break;
        }

        return new WrittenType.Record(attributes, at);
    }

    /// <summary>One name of an entity type, or a list of them.</summary>
    public List<WrittenName> Names() => OneOrList(() =>
    {
        var at = tokens.At;
        return new WrittenName(tokens.ExpectPath("an entity type"), Id: null, at);
    });

    /// <summary>One action group, or a list of them: <c>name</c>, <c>"name"</c> or <c>Type::"name"</c>.</summary>
    public List<WrittenName> Groups()
    {
        if (tokens.Current.Kind == TokenKind.OpenBracket && tokens.KindAhead(1) == TokenKind.CloseBracket)
            tokens.Fail("expected an action group", "leave `in` out for an action in no group");
        return OneOrList(Group);
    }

    private WrittenName Group()
    {
        var at = tokens.At;
        if (tokens.Current.Kind == TokenKind.String) return new WrittenName("", tokens.ExpectString("an action group"), at);
        var path = tokens.ExpectPath("an action group");
        return tokens.TryTake(TokenKind.DoubleColon)
            ? new WrittenName(path, tokens.ExpectString("the id of the action group in double quotes"), at)
            : new WrittenName("", path, at);
    }

    public string NameOrString(string expected)
    {
        if (tokens.Current.Kind == TokenKind.String) return tokens.ExpectString(expected);
        if (tokens.Current.Kind == TokenKind.Identifier && Syntax.Names.IsReserved(tokens.CurrentText))
            tokens.Fail($"expected {expected}", $"`{tokens.CurrentText}` is reserved; write it in double quotes");
        return tokens.ExpectName(expected);
    }

    public void SkipAnnotations()
    {
        while (tokens.TryTake(TokenKind.At))
        {
            tokens.Expect(TokenKind.Identifier, "the name of an annotation");
            if (!tokens.TryTake(TokenKind.OpenParen)) continue;
            tokens.ExpectString("the value of the annotation in double quotes");
            tokens.Expect(TokenKind.CloseParen, "`)`");
        }
    }

    private WrittenType SetOrName()
    {
        var at = tokens.At;
        if (tokens.IsWord("Set") && tokens.KindAhead(1) == TokenKind.Less)
        {
            tokens.Take();
            tokens.Take();
            var element = Type();
            tokens.Expect(TokenKind.Greater, "`>`");
            return new WrittenType.Set(element, at);
        }

        if (!tokens.TryTakeWord("__cedar")) return new WrittenType.Named(tokens.ExpectPath("a type"), at);
        tokens.Expect(TokenKind.DoubleColon, "`::`");
        return new WrittenType.Named($"__cedar::{tokens.ExpectName("a built-in type")}", at);
    }

    private List<WrittenName> OneOrList(Func<WrittenName> read)
    {
        if (!tokens.TryTake(TokenKind.OpenBracket)) return [read()];
        var names = new List<WrittenName>();
        if (tokens.TryTake(TokenKind.CloseBracket)) return names;
        do
            names.Add(read());
        while (tokens.TryTake(TokenKind.Comma));
        tokens.Expect(TokenKind.CloseBracket, "`,` or `]`");
        return names;
    }
}
