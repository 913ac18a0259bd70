using System.Text;
using System.Text.Json;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Conformance;

/// <summary>One test of the published format: policies, schema, entities and requests with their expected answers.</summary>
internal static class AuthorizationCase
{
    /// <summary>Runs every request of a test. Adds a line for each that differs; returns how many were run and passed.</summary>
    /// <param name="name">The name of the test.</param>
    /// <param name="test">Its content.</param>
    /// <param name="file">The content of a file by name.</param>
    /// <param name="withSchema">Whether to use its schema.</param>
    /// <param name="differences">The lines.</param>
    /// <param name="rewrite">Whether policies and schema go through every form they can be written in first.</param>
    public static (int Passed, int Total) Run(string name, byte[] test, Func<string, byte[]> file, bool withSchema, List<string> differences, bool rewrite = false)
    {
        using var document = JsonDocument.Parse(test);
        var root = document.RootElement;
        var requests = root.GetProperty("requests");
        var total = requests.GetArrayLength();
        if (!PolicySet.TryParse(Text(file, root, "policies"), out var policies, out var errors))
            return Refused(errors[0]);
        CedarSchema? schema = null;
        var schemaText = withSchema ? Text(file, root, "schema") : "";
        if (rewrite) (policies, schemaText) = (Rewritten.Policies(policies), withSchema ? Rewritten.Schema(schemaText) : "");
        if (withSchema && !CedarSchema.TryParse(schemaText, out schema, out errors))
            return Refused(errors[0]);
        if (!EntityJson.TryRead(file(Name(root, "entities")), out var store, out var error, schema))
            return Refused(error);

        // Each request is answered twice: by the interpreter alone, and by what is compiled.
        var compiled = PolicySet.Of(policies.Policies, hotAfter: 0);
        policies = PolicySet.Of(policies.Policies, hotAfter: int.MaxValue);
        var passed = 0;
        foreach (var request in requests.EnumerateArray())
        {
            var difference = Difference(request, policies, store, schema) ?? Difference(request, compiled, store, schema);
            if (difference is null) passed++;
            else differences.Add($"{name} {request.GetProperty("description").GetString()}: {difference}");
        }

        return (passed, total);

        (int, int) Refused(object why)
        {
            differences.Add($"{name}: {why}");
            return (0, total);
        }
    }

    private static string? Difference(JsonElement request, PolicySet policies, EntityStore store, CedarSchema? schema)
    {
        var action = Uid(request.GetProperty("action"));
        var shape = schema?.Actions.GetValueOrDefault(action)?.Context;
        if (!ValueJson.TryReadRecord(request.GetProperty("context").GetRawText(), out var context, out var error, shape)) return error.ToString();
        var asked = new CedarRequest(Uid(request.GetProperty("principal")), action, Uid(request.GetProperty("resource")), context);
        if (schema is not null && Validates(request) && SchemaConformance.Check(schema, asked) is { } violation) return violation.ToString();
        var response = Authorizer.Authorize(asked, policies, store);
        var got = $"{response.Decision} {Ids(response.Reasons.Select(policy => policy.Id))} {Ids(response.Errors.Select(failed => failed.Policy.Id))}";
        var expected = $"{Capitalised(request.GetProperty("decision").GetString() ?? "")} {Ids(Strings(request, "reason"))} {Ids(Strings(request, "errors"))}";
        return got == expected ? null : $"expected {expected}, got {got} {string.Join("; ", response.Errors)}";
    }

    private static bool Validates(JsonElement request) => !request.TryGetProperty("validateRequest", out var validates) || validates.GetBoolean();

    public static EntityUid Uid(JsonElement json)
    {
        if (json.TryGetProperty("__entity", out var inner)) json = inner;
        return EntityUid.Of(json.GetProperty("type").GetString() ?? "", json.GetProperty("id").GetString() ?? "");
    }

    public static string Name(JsonElement root, string key) => root.GetProperty(key).GetString() ?? "";

    public static string Text(Func<string, byte[]> file, JsonElement root, string key) => Encoding.UTF8.GetString(file(Name(root, key)));

    public static IEnumerable<string> Strings(JsonElement json, string key) => json.GetProperty(key).EnumerateArray().Select(item => item.GetString() ?? "");

    private static string Ids(IEnumerable<string> ids) => $"[{string.Join(",", ids.Order(StringComparer.Ordinal))}]";

    private static string Capitalised(string decision) => char.ToUpperInvariant(decision[0]) + decision[1..];
}
