using System.Collections.Immutable;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Schema;

/// <summary>The grammar of schemas: namespaces, common types, entities, actions. Names are resolved afterwards.</summary>
internal sealed class SchemaParser(TokenReader tokens)
{
    private readonly SchemaTypeParser _types = new(tokens);
    private readonly Dictionary<string, Declared> _namespaces = new(StringComparer.Ordinal);
    private readonly List<Declared> _inOrder = [];

    public SchemaDocument Document()
    {
        while (!tokens.AtEnd)
        {
            var annotations = _types.Annotations();
            if (tokens.TryTakeWord("namespace")) Namespace(annotations);
            else Declaration(Outside(), annotations);
        }

        return new SchemaDocument([.. _inOrder.Select(declared => declared.Build())]);
    }

    // Declarations outside any namespace may stand anywhere in the text and are one namespace.
    private Declared Outside()
    {
        if (_namespaces.TryGetValue("", out var declared)) return declared;
        declared = new Declared(new NamespaceDeclaration("") { At = tokens.At });
        _namespaces.Add("", declared);
        _inOrder.Add(declared);
        return declared;
    }

    private void Namespace(ImmutableArray<SchemaAnnotation> annotations)
    {
        var at = tokens.At;
        var name = tokens.ExpectPath("the name of the namespace");
        var declared = new Declared(new NamespaceDeclaration(name) { Annotations = annotations, At = at });
        if (!_namespaces.TryAdd(name, declared)) throw TokenReader.Error(at, $"found the namespace `{name}` twice");
        _inOrder.Add(declared);
        tokens.Expect(TokenKind.OpenBrace, "`{`");
        while (!tokens.TryTake(TokenKind.CloseBrace)) Declaration(declared, _types.Annotations());
    }

    private void Declaration(Declared inside, ImmutableArray<SchemaAnnotation> annotations)
    {
        if (tokens.TryTakeWord("type")) inside.CommonTypes.Add(CommonType(annotations));
        else if (tokens.TryTakeWord("entity")) Entities(inside, annotations);
        else if (tokens.TryTakeWord("action")) Actions(inside, annotations);
        else tokens.Fail("expected `entity`, `action`, `type` or `namespace`", "namespaces do not nest");
    }

    private CommonTypeDeclaration CommonType(ImmutableArray<SchemaAnnotation> annotations)
    {
        var at = tokens.At;
        if (BuiltInTypes.IsReserved(tokens.CurrentText)) tokens.Fail("expected the name of the type", "the names of the built-in types are taken");
        var name = tokens.ExpectName("the name of the type");
        tokens.Expect(TokenKind.Assign, "`=`");
        var type = new CommonTypeDeclaration(name, _types.Type()) { Annotations = annotations, At = at };
        tokens.Expect(TokenKind.Semicolon, "`;`");
        return type;
    }

    private void Entities(Declared inside, ImmutableArray<SchemaAnnotation> annotations)
    {
        var names = new List<(string Name, Position At)>();
        do
        {
            var at = tokens.At;
            if (tokens.IsWord("Action")) tokens.Fail("expected the name of the entity type", "`Action` is the type of the actions");
            names.Add((tokens.ExpectName("the name of the entity type"), at));
        }
        while (tokens.TryTake(TokenKind.Comma));
        var like = new EntityDeclaration("") { Annotations = annotations };
        if (tokens.TryTakeWord("enum"))
        {
            like = like with { Ids = Enumeration() };
        }
        else
        {
            if (tokens.TryTakeWord("in")) like = like with { Parents = _types.Names() };
            if (tokens.TryTake(TokenKind.Assign) || tokens.Current.Kind == TokenKind.OpenBrace) like = like with { Shape = _types.Record() };
            if (tokens.TryTakeWord("tags")) like = like with { Tags = _types.Type() };
        }

        tokens.Expect(TokenKind.Semicolon, "`;`");
        foreach (var (name, at) in names) inside.Entities.Add(like with { Name = name, At = at });
    }

    private ImmutableArray<string> Enumeration()
    {
        tokens.Expect(TokenKind.OpenBracket, "`[`");
        var ids = ImmutableArray.CreateBuilder<string>();
        do
            ids.Add(tokens.ExpectString("an id in double quotes"));
        while (tokens.TryTake(TokenKind.Comma));
        tokens.Expect(TokenKind.CloseBracket, "`,` or `]`");
        return ids.ToImmutable();
    }

    private void Actions(Declared inside, ImmutableArray<SchemaAnnotation> annotations)
    {
        var names = new List<(string Name, Position At)>();
        do
        {
            var at = tokens.At;
            names.Add((_types.NameOrString("the name of the action"), at));
        }
        while (tokens.TryTake(TokenKind.Comma));
        var like = new ActionDeclaration("") { Annotations = annotations };
        if (tokens.TryTakeWord("in")) like = like with { Groups = _types.Groups() };
        like = like with { AppliesTo = tokens.TryTakeWord("appliesTo") ? Scope(names[0]) : AppliesTo.Nothing };
        NoAttributes();
        tokens.Expect(TokenKind.Semicolon, "`;`");
        foreach (var (name, at) in names) inside.Actions.Add(like with { Id = name, At = at });
    }

    private AppliesTo Scope((string Name, Position At) action)
    {
        ImmutableArray<SchemaName>? principals = null;
        ImmutableArray<SchemaName>? resources = null;
        TypeNode? context = null;
        tokens.Expect(TokenKind.OpenBrace, "`{`");
        while (!tokens.TryTake(TokenKind.CloseBrace))
        {
            if (TakeKey("principal", principals)) principals = _types.Names();
            else if (TakeKey("resource", resources)) resources = _types.Names();
            else if (TakeKey("context", context)) context = _types.Context();
            else tokens.Fail("expected `principal`, `resource` or `context`");
            if (tokens.TryTake(TokenKind.Comma)) continue;
            tokens.Expect(TokenKind.CloseBrace, "`,` or `}`");
            break;
        }

        return principals is { IsEmpty: false } && resources is { IsEmpty: false }
            ? new AppliesTo(principals.Value, resources.Value, context)
            : throw TokenReader.Error(action.At, $"found `appliesTo` of `{action.Name}` without a principal or without a resource", "leave `appliesTo` out for an action that applies to nothing");
    }

    private bool TakeKey(string key, object? seen)
    {
        if (!tokens.IsWord(key)) return false;
        if (seen is not null) tokens.Fail("expected another key", $"`{key}` stands twice");
        tokens.Take();
        tokens.Expect(TokenKind.Colon, "`:`");
        return true;
    }

    // A relic of the grammar: actions have no attributes, but may say so.
    private void NoAttributes()
    {
        if (!tokens.TryTakeWord("attributes")) return;
        tokens.Expect(TokenKind.OpenBrace, "`{`");
        tokens.Expect(TokenKind.CloseBrace, "`}`", "actions have no attributes");
    }

    private sealed class Declared(NamespaceDeclaration start)
    {
        public List<CommonTypeDeclaration> CommonTypes { get; } = [];

        public List<EntityDeclaration> Entities { get; } = [];

        public List<ActionDeclaration> Actions { get; } = [];

        public NamespaceDeclaration Build() => start with { CommonTypes = [.. CommonTypes], Entities = [.. Entities], Actions = [.. Actions] };
    }
}
