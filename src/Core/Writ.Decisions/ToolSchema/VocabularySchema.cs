using System.Collections.Immutable;
using Writ.Cedar.Schema;
using Writ.Cedar.Validation;
using Writ.Cedar.Values;
using Writ.Domain;

namespace Writ.Decisions;

/// <summary>The whole vocabulary of one release: the fixed part, its intents, the resources of its catalogue and the tools of its servers.</summary>
public sealed class VocabularySchema
{
    private VocabularySchema(SchemaDocument document, CedarSchema schema, string text) => (Document, Schema, Text) = (document, schema, text);

    /// <summary>The declarations.</summary>
    public SchemaDocument Document { get; }

    /// <summary>Their meaning: what policies are validated against, and what arguments are read by.</summary>
    public CedarSchema Schema { get; }

    /// <summary>The declarations as one text in Cedar syntax, which any Cedar tool reads.</summary>
    public string Text { get; }

    /// <summary>Composes the vocabulary; null when the parts do not fit together, and then a finding says why.</summary>
    /// <param name="fixedPart">The text of <c>policies/writ.cedarschema</c>.</param>
    /// <param name="intents">The intents of the release.</param>
    /// <param name="catalogue">What its catalogue says of tools.</param>
    /// <param name="tools">The tools of its servers, each server once.</param>
    /// <param name="findings">Servers whose names a person could take for one another, or why nothing was composed.</param>
    public static VocabularySchema? Compose(
        string fixedPart, IEnumerable<Intent> intents, IEnumerable<ToolClass> catalogue, IEnumerable<ToolSchema> tools, out ImmutableArray<ToolSchemaFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(fixedPart);
        ArgumentNullException.ThrowIfNull(intents);
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(tools);
        if (!SchemaText.TryRead(fixedPart, out var document, out var errors)) return Refused(errors.Select(static e => e.ToString()), out findings);
        var own = document.Namespaces.FirstOrDefault(static n => n.Name == VocabularyTypes.Namespace);
        if (own is null || own.CommonTypes.All(static t => t.Name != VocabularyTypes.Intents))
            return Refused(["found no `type Intents` in the namespace `Writ`, expected the fixed part of the vocabulary"], out findings);
        var resources = VocabularyTypes.OfResources(catalogue);
        if (Hiding(own, resources) is { } hidden) return Refused([$"found the resource type `{hidden}`, whose name is one of the vocabulary's own types: rename it in the catalogue"], out findings);
        var grown = own with
        {
            CommonTypes = [.. own.CommonTypes.Select(type => type.Name == VocabularyTypes.Intents ? type with { Type = VocabularyTypes.OfIntents(intents) } : type)],
            Actions = [.. own.Actions, .. tools.SelectMany(static t => t.Actions)],
        };
        var others = document.Namespaces.Where(n => n != own && n.Name.Length > 0);
        var outside = document.Namespaces.FirstOrDefault(static n => n.Name.Length == 0) ?? new NamespaceDeclaration("");
        outside = outside with { Entities = [.. outside.Entities, .. resources] };
        var whole = new SchemaDocument([outside, .. others, grown]);
        if (!whole.TryResolve(out var schema, out var error) || !SchemaText.TryWrite(whole, out var text, out error)) return Refused([error.ToString()], out findings);
        findings = [.. Alike(own.Actions.Length, grown)];
        return new VocabularySchema(whole, schema, text);
    }

    /// <summary>Reads a tool's arguments as the <c>context.input</c> of its action, just as a decision does; null when they do not fit its type.</summary>
    /// <param name="action">The tool.</param>
    /// <param name="arguments">The object of arguments; well-formed JSON without duplicate members.</param>
    /// <param name="member">The first member that does not fit; empty when all do.</param>
    /// <exception cref="ArgumentException">The vocabulary does not declare the tool.</exception>
    public CedarRecord? ReadArguments(Domain.ActionName action, ReadOnlySpan<byte> arguments, out string member) =>
        InputOf(EntityUid.Of(WritNames.Action, action.ToString())) is { } type
            ? ArgumentRecord.Read(arguments, type, out member)
            : throw new ArgumentException($"the vocabulary declares no tool `{action}`", nameof(action));

    /// <summary>The type of a tool's arguments; null when the vocabulary does not declare the tool.</summary>
    internal SchemaType.Record? InputOf(EntityUid action) =>
        Schema.Actions.TryGetValue(action, out var declared) && declared.Context.Attributes.TryGetValue("input", out var input) ? input.Type as SchemaType.Record : null;

    // The names of servers are plain, and still `mail1` may be read as `maill`.
    private static IEnumerable<ToolSchemaFinding> Alike(int own, NamespaceDeclaration grown)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var server in grown.Actions.Skip(own).Select(static a => a.Id[..a.Id.IndexOf('/', StringComparison.Ordinal)]).Distinct(StringComparer.Ordinal))
        {
            if (!seen.TryAdd(LookAlikes.Skeleton(server), server))
                yield return new ToolSchemaFinding(IsRefusal: false, server, $"is a server whose name looks like that of another, `{seen[LookAlikes.Skeleton(server)]}`");
        }
    }

    // A type without namespace stands in the way of a built-in type of its name, and a type of Writ's stands in the way of it.
    private static string? Hiding(NamespaceDeclaration own, ImmutableArray<EntityDeclaration> resources)
    {
        var taken = own.CommonTypes.Select(static t => t.Name).Concat(own.Entities.Select(static e => e.Name))
            .Concat(["Bool", "Long", "String", "Set", "Record", "Entity", "Extension", "decimal", "datetime", "duration", "ipaddr"]).ToHashSet(StringComparer.Ordinal);
        return resources.Select(static r => r.Name).FirstOrDefault(taken.Contains);
    }

    private static VocabularySchema? Refused(IEnumerable<string> problems, out ImmutableArray<ToolSchemaFinding> findings)
    {
        findings = [.. problems.Select(static p => new ToolSchemaFinding(IsRefusal: true, "", p))];
        return null;
    }
}
