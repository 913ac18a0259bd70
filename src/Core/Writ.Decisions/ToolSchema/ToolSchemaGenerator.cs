using System.Collections.Immutable;
using Writ.Cedar.Schema;
using Writ.Domain;
using ActionName = Writ.Domain.ActionName;

namespace Writ.Decisions;

/// <summary>
/// Makes the part of the policy vocabulary that a server's tools add: an action <c>Writ::Action::"server/tool"</c> for each, with its arguments typed
/// as <c>context.input</c>.
/// </summary>
public static class ToolSchemaGenerator
{
    /// <summary>Reads a server's answer to <c>tools/list</c>; null when it is refused, and then a finding says why.</summary>
    /// <param name="server">The server's name.</param>
    /// <param name="toolList">The answer: its result, the whole JSON-RPC response, or a bare list of tools. All pages together.</param>
    /// <param name="catalogue">What the catalogue says of tools; those it does not name count as destructive and egress.</param>
    /// <param name="findings">What policy will not see of the tools' arguments, or why the list is refused.</param>
    /// <param name="limits">The limits; null for <see cref="ToolSchemaLimits.Default"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="server"/> is the zero value.</exception>
    public static ToolSchema? Generate(
        Slug server,
        ReadOnlyMemory<byte> toolList,
        IReadOnlyDictionary<ActionName, ToolClass> catalogue,
        out ImmutableArray<ToolSchemaFinding> findings,
        ToolSchemaLimits? limits = null)
    {
        if (server.IsDefault) throw new ArgumentException("the server has no name", nameof(server));
        ArgumentNullException.ThrowIfNull(catalogue);
        limits ??= ToolSchemaLimits.Default;
        var found = new List<ToolSchemaFinding>();
        try
        {
            using var list = ToolList.Read(toolList, limits);
            var actions = Actions(server, list, catalogue, limits, found);
            findings = [.. found];
            return new ToolSchema(server, [.. actions.OrderBy(static a => a.Id, StringComparer.Ordinal)]);
        }
        catch (ToolListException refused)
        {
            findings = [refused.Finding];
            return null;
        }
        catch (InvalidOperationException)
        {
            findings = [new ToolSchemaFinding(IsRefusal: true, "", "found a tool list with text that is not Unicode")];
            return null;
        }
    }

    private static List<ActionDeclaration> Actions(
        Slug server, ToolList list, IReadOnlyDictionary<ActionName, ToolClass> catalogue, ToolSchemaLimits limits, List<ToolSchemaFinding> findings)
    {
        var actions = new List<ActionDeclaration>(list.Tools.Count);
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        var budget = new StepBudget(limits.MaxSteps);
        foreach (var tool in list.Tools)
        {
            var name = Named(server, tool.Name, seen);
            var input = new JsonSchemaReader(tool.Name, tool.Input, limits, budget, findings).Arguments();
            actions.Add(Action(name, catalogue.GetValueOrDefault(name), input));
        }

        return actions;
    }

    // The id is the name itself behind the server's, which holds no slash: no two tools share one, and nothing need be escaped or refused
    // but what no person could tell from another.
    private static ActionName Named(Slug server, string tool, Dictionary<string, string> seen)
    {
        var shown = JsonSchemaReader.Shown(tool);
        if (!ActionName.TryCreate(server, tool, out var name))
            throw new ToolListException(shown, $"found a tool's name that is empty, `*`, longer than {ActionName.MaxToolLength} characters, or not plain text");
        if (shown.Contains("\\u{", StringComparison.Ordinal) && !tool.Contains("\\u{", StringComparison.Ordinal))
            throw new ToolListException(shown, "found a tool's name with characters that print as nothing, expected one that a person can read");
        if (seen.TryAdd(LookAlikes.Skeleton(tool), tool)) return name;
        var other = seen[LookAlikes.Skeleton(tool)];
        throw new ToolListException(shown, string.Equals(other, tool, StringComparison.Ordinal)
            ? "found the tool twice in one list"
            : $"found a tool's name that looks like that of another, `{JsonSchemaReader.Shown(other)}`: a policy for one would be read as one for the other");
    }

    private static ActionDeclaration Action(ActionName name, ToolClass? known, SchemaType.Record input)
    {
        ImmutableArray<SchemaName> resources = known?.Resource is { } template ? [template.Type, ResourceRef.Unmatched] : [ResourceRef.Tool];
        return new ActionDeclaration(name.ToString())
        {
            Groups = [.. WritNames.GroupsOf(known?.Effects ?? Effects.Unclassified, known is not null).Select(static g => new Cedar.Schema.ActionName(g.Id))],
            AppliesTo = new AppliesTo(["Instance"], resources, VocabularyTypes.ContextOf(input)),
        };
    }
}
