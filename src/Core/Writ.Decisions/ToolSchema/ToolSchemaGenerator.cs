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
        var names = new ToolNames(server, catalogue);
        var budget = new StepBudget(limits.MaxSteps);
        foreach (var tool in list.Tools)
        {
            var found = new ToolFindings(tool.Name, limits.MaxFindings);
            var name = names.Add(tool.Name, found);
            var input = new JsonSchemaReader(tool.Name, tool.Input, limits, budget, found).Arguments();
            actions.Add(Action(name, catalogue.GetValueOrDefault(name), input));
            findings.AddRange(found.All());
        }

        return actions;
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
