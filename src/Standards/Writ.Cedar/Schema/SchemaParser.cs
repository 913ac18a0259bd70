using Writ.Cedar.Syntax;

namespace Writ.Cedar.Schema;

/// <summary>The grammar of schemas: namespaces, common types, entities, actions. Names are resolved afterwards.</summary>
internal sealed class SchemaParser(TokenReader tokens)
{
    private static readonly HashSet<string> ReservedTypes = new(StringComparer.Ordinal)
    {
        "Bool", "Boolean", "Entity", "Extension", "Long", "Record", "Set", "String",
    };

    private readonly Declarations _declared = new();
    private readonly SchemaTypeParser _types = new(tokens);
    private readonly HashSet<string> _namespaces = new(StringComparer.Ordinal);

    public Declarations Schema()
    {
        while (!tokens.AtEnd)
        {
            _types.SkipAnnotations();
            if (tokens.TryTakeWord("namespace")) Namespace();
            else Declaration("");
        }

        return _declared;
    }

    private void Namespace()
    {
        var at = tokens.At;
        var name = tokens.ExpectPath("the name of the namespace");
        if (!_namespaces.Add(name)) throw TokenReader.Error(at, $"found the namespace `{name}` twice");
        tokens.Expect(TokenKind.OpenBrace, "`{`");
        while (!tokens.TryTake(TokenKind.CloseBrace))
        {
            _types.SkipAnnotations();
            Declaration(name);
        }
    }

    private void Declaration(string inside)
    {
        if (tokens.TryTakeWord("type")) CommonType(inside);
        else if (tokens.TryTakeWord("entity")) Entities(inside);
        else if (tokens.TryTakeWord("action")) Actions(inside);
        else tokens.Fail("expected `entity`, `action`, `type` or `namespace`", "namespaces do not nest");
    }

    private void CommonType(string inside)
    {
        var at = tokens.At;
        if (ReservedTypes.Contains(tokens.Text(tokens.Current))) tokens.Fail("expected the name of the type", "the names of the built-in types are taken");
        var name = tokens.ExpectName("the name of the type");
        tokens.Expect(TokenKind.Assign, "`=`");
        _declared.CommonTypes.Add(new CommonTypeDeclaration(inside, name, _types.Type(), at));
        tokens.Expect(TokenKind.Semicolon, "`;`");
    }

    private void Entities(string inside)
    {
        var names = new List<(string Name, Position At)>();
        do
        {
            var at = tokens.At;
            if (tokens.IsWord("Action")) tokens.Fail("expected the name of the entity type", "`Action` is the type of the actions");
            names.Add((tokens.ExpectName("the name of the entity type"), at));
        }
        while (tokens.TryTake(TokenKind.Comma));
        var ids = tokens.TryTakeWord("enum") ? Enumeration() : null;
        List<WrittenName> parents = [];
        WrittenType? shape = null;
        WrittenType? tags = null;
        if (ids is null)
        {
            if (tokens.TryTakeWord("in")) parents = _types.Names();
            if (tokens.TryTake(TokenKind.Assign) || tokens.Current.Kind == TokenKind.OpenBrace) shape = _types.Record();
            if (tokens.TryTakeWord("tags")) tags = _types.Type();
        }

        tokens.Expect(TokenKind.Semicolon, "`;`");
        foreach (var (name, at) in names) _declared.Entities.Add(new EntityDeclaration(inside, name, parents, shape, tags, ids, at));
    }

    private List<string> Enumeration()
    {
        tokens.Expect(TokenKind.OpenBracket, "`[`");
        var ids = new List<string>();
        do
            ids.Add(tokens.ExpectString("an id in double quotes"));
        while (tokens.TryTake(TokenKind.Comma));
        tokens.Expect(TokenKind.CloseBracket, "`,` or `]`");
        return ids;
    }

    private void Actions(string inside)
    {
        var names = new List<(string Name, Position At)>();
        do
        {
            var at = tokens.At;
            names.Add((_types.NameOrString("the name of the action"), at));
        }
        while (tokens.TryTake(TokenKind.Comma));
        var groups = tokens.TryTakeWord("in") ? _types.Groups() : [];
        List<WrittenName>? principals = null;
        List<WrittenName>? resources = null;
        WrittenType? context = null;
        if (tokens.TryTakeWord("appliesTo"))
        {
            tokens.Expect(TokenKind.OpenBrace, "`{`");
            while (!tokens.TryTake(TokenKind.CloseBrace))
            {
                if (TakeKey("principal", principals)) principals = _types.Names();
                else if (TakeKey("resource", resources)) resources = _types.Names();
                else if (TakeKey("context", context)) context = _types.Type();
                else tokens.Fail("expected `principal`, `resource` or `context`");
                if (tokens.TryTake(TokenKind.Comma)) continue;
                tokens.Expect(TokenKind.CloseBrace, "`,` or `}`");
                break;
            }

            if (principals is not { Count: > 0 } || resources is not { Count: > 0 })
                throw TokenReader.Error(names[0].At, $"found `appliesTo` of `{names[0].Name}` without a principal or without a resource", "leave `appliesTo` out for an action that applies to nothing");
        }

        tokens.Expect(TokenKind.Semicolon, "`;`");
        foreach (var (name, at) in names) _declared.Actions.Add(new ActionDeclaration(inside, name, groups, principals ?? [], resources ?? [], context, at));
    }

    private bool TakeKey(string key, object? seen)
    {
        if (!tokens.IsWord(key)) return false;
        if (seen is not null) tokens.Fail("expected another key", $"`{key}` stands twice");
        tokens.Take();
        tokens.Expect(TokenKind.Colon, "`:`");
        return true;
    }
}
