using System.Collections.Immutable;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;
using Writ.Domain;

namespace Writ.Decisions;

/// <summary>Types of the vocabulary as declarations, written from inside the namespace <c>Writ</c>.</summary>
internal static class VocabularyTypes
{
    public const string Namespace = "Writ";

    /// <summary>The common type that holds one optional attribute for each intent.</summary>
    public const string Intents = "Intents";

    private static readonly TypeNode.Named Text = new("String");

    /// <summary>The context of a tool's action: what <see cref="ContextBuilder.ForAction"/> builds.</summary>
    public static TypeNode.Record ContextOf(SchemaType.Record input) => new(
    [
        new AttributeDeclaration("input", Of(input)),
        new AttributeDeclaration("intent", new TypeNode.Named(Intents)),
        new AttributeDeclaration("destination", new TypeNode.Named("Destination")),
        new AttributeDeclaration("task", new TypeNode.Named("Task")),
        new AttributeDeclaration("actor", new TypeNode.Named("Actor")),
        new AttributeDeclaration("subject", new TypeNode.Named("Subject"), IsRequired: false),
        new AttributeDeclaration("now", new TypeNode.Named("datetime")),
    ]);

    public static TypeNode.Record OfIntents(IEnumerable<Intent> intents) => new(
    [
        .. intents.Select(static intent => new AttributeDeclaration(
            Intent.AttributeOf(intent.Name),
            new TypeNode.Record([.. intent.Parameters.OrderBy(static p => p.Name, StringComparer.Ordinal).Select(static p => new AttributeDeclaration(p.Name, Of(p.Type), p.Required))]),
            IsRequired: false)).OrderBy(static a => a.Name, StringComparer.Ordinal),
    ]);

    /// <summary>The entity types that the catalogue's templates make of arguments. A variable that only some templates of a type have is an optional attribute.</summary>
    public static ImmutableArray<EntityDeclaration> OfResources(IEnumerable<ToolClass> catalogue) =>
    [
        .. catalogue.Where(static t => t.Resource is not null).Select(static t => t.Resource!)
            .GroupBy(static r => r.Type, StringComparer.Ordinal).OrderBy(static g => g.Key, StringComparer.Ordinal)
            .Select(static templates =>
            {
                var all = templates.Select(Variables).ToList();
                return new EntityDeclaration(templates.Key)
                {
                    Parents = [WritNames.Server],
                    Shape = new TypeNode.Record(
                    [
                        .. all.SelectMany(static v => v).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                            .Select(name => new AttributeDeclaration(name, Text, all.TrueForAll(v => v.Contains(name)))),
                    ]),
                };
            }),
    ];

    private static ImmutableHashSet<string> Variables(ResourceTemplate template) =>
        [.. template.Template.Split('/').Where(static s => s.Length > 2 && s[0] == '{' && s[^1] == '}').Select(static s => s[1..^1]).Where(name => name != template.Id)];

    private static TypeNode.Named Of(ParameterType type) => type switch
    {
        ParameterType.String => Text,
        ParameterType.Long => new TypeNode.Named("Long"),
        ParameterType.Bool => new TypeNode.Named("Bool"),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "expected the type of a parameter"),
    };

    private static TypeNode Of(SchemaType type) => type switch
    {
        SchemaType.Record record => new TypeNode.Record(
            [.. record.Attributes.OrderBy(static a => a.Key, StringComparer.Ordinal).Select(static a => new AttributeDeclaration(a.Key, Of(a.Value.Type), a.Value.IsRequired))]),
        SchemaType.Set set => new TypeNode.Set(Of(set.Element)),
        SchemaType.Entity => new TypeNode.Named("Opaque"),
        SchemaType.Scalar scalar => new TypeNode.Named(scalar.Kind switch
        {
            ValueKind.Bool => "Bool",
            ValueKind.Long => "Long",
            ValueKind.String => "String",
            ValueKind.Decimal => "decimal",
            ValueKind.Datetime => "datetime",
            ValueKind.Duration => "duration",
            _ => "ipaddr",
        }),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
