using System.Collections.Immutable;
using Writ.Cedar.Json;
using Writ.Cedar.Schema;

namespace Writ.Decisions;

/// <summary>
/// Makes a schema of a server's tools in the convention of the public schema generator for MCP, which AgentCore uses too: for moving policies there,
/// or for comparing. Writ's own policies are written against <see cref="VocabularySchema"/>.
/// </summary>
public static class McpSchemaExport
{
    /// <summary>Makes the schema; null when it cannot be, and then a finding says why.</summary>
    /// <param name="stub">One namespace in Cedar syntax, with entity types marked <c>@mcp_principal</c> and <c>@mcp_resource</c>, and optionally types marked <c>@mcp_context("name")</c> and actions marked <c>@mcp_action</c>.</param>
    /// <param name="toolList">The answer to <c>tools/list</c>, or one tool.</param>
    /// <param name="findings">What of the tools' arguments has no place in the convention, or why there is no schema.</param>
    /// <param name="options">What to make of tools; null for <see cref="McpSchemaOptions.Default"/>.</param>
    /// <param name="limits">The limits of the list; null for <see cref="ToolSchemaLimits.Default"/>.</param>
    public static McpSchema? Export(
        string stub, ReadOnlyMemory<byte> toolList, out ImmutableArray<ToolSchemaFinding> findings, McpSchemaOptions? options = null, ToolSchemaLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(stub);
        findings = [];
        try
        {
            if (!SchemaText.TryRead(stub, out var document, out var errors)) throw new ToolListException("", $"found a stub that does not parse: {errors[0]}");
            limits ??= ToolSchemaLimits.Default;
            using var list = ToolList.Read(toolList, limits);
            var found = new List<ToolSchemaFinding>();
            var whole = new McpSchemaBuilder(McpStub.Of(document), options ?? McpSchemaOptions.Default, limits, found).Build(list.Tools);
            if (!whole.TryResolve(out _, out var error)) throw new ToolListException("", $"found tools whose types have no meaning together: {error}");
            findings = [.. found];
            return new McpSchema(whole, McpSchemaText.Write(whole), SchemaJson.Write(whole));
        }
        catch (ToolListException refused)
        {
            findings = [refused.Finding];
        }
        catch (InvalidOperationException)
        {
            findings = [new ToolSchemaFinding(IsRefusal: true, "", "found a tool list with text that is not Unicode")];
        }

        return null;
    }
}
