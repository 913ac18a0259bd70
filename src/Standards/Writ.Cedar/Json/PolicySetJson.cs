using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Json;

/// <summary>
/// Reads and writes sets of policies in Cedar's JSON form:
/// <c>{"staticPolicies":{id:policy},"templates":{id:template},"templateLinks":[{"templateId":..,"newId":..,"values":{"?principal":{"type":..,"id":..}}}]}</c>,
/// where each of the three may be missing.
/// </summary>
public static class PolicySetJson
{
    /// <summary>Reads a set. Unknown keys, keys given twice, null and fractions are refused.</summary>
    /// <param name="json">The JSON text.</param>
    /// <param name="policies">The set, when there was no error.</param>
    /// <param name="error">What was wrong.</param>
    /// <param name="options">The limits; null for <see cref="ParseOptions.Default"/>.</param>
    public static bool TryRead(
        string json,
        [NotNullWhen(true)] out PolicySet? policies,
        [NotNullWhen(false)] out JsonError? error,
        ParseOptions? options = null)
    {
        var limits = options ?? ParseOptions.Default;
        policies = JsonRefusal.Read(json, new PolicySetJsonReader(limits).Read, out error, PolicyJson.MaxDepth(limits), limits.MaxJsonLength);
        return policies is not null;
    }

    /// <summary>Reads a set. Unknown keys, keys given twice, null and fractions are refused.</summary>
    /// <param name="utf8">The JSON text in UTF-8.</param>
    /// <param name="policies">The set, when there was no error.</param>
    /// <param name="error">What was wrong.</param>
    /// <param name="options">The limits; null for <see cref="ParseOptions.Default"/>.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8,
        [NotNullWhen(true)] out PolicySet? policies,
        [NotNullWhen(false)] out JsonError? error,
        ParseOptions? options = null)
    {
        var limits = options ?? ParseOptions.Default;
        policies = JsonRefusal.Read(utf8, new PolicySetJsonReader(limits).Read, out error, PolicyJson.MaxDepth(limits), limits.MaxJsonLength);
        return policies is not null;
    }

    /// <summary>Writes a set. A policy linked from a template of the set is written as a link; one whose template is not in the set, as a policy.</summary>
    /// <param name="policies">The set.</param>
    /// <param name="indented">Whether to write it over several lines.</param>
    public static string Write(PolicySet policies, bool indented = false)
    {
        ArgumentNullException.ThrowIfNull(policies);
        return JsonText.Write(json => Write(json, policies), indented);
    }

    private static void Write(Utf8JsonWriter json, PolicySet set)
    {
        json.WriteStartObject();
        Write(json, "staticPolicies", set.Policies.Where(policy => TemplateOf(policy, set) is null));
        Write(json, "templates", set.Templates);
        json.WriteStartArray("templateLinks");
        foreach (var policy in set.Policies)
            if (TemplateOf(policy, set) is { } template) WriteLink(json, policy, template);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string key, IEnumerable<Policy> policies)
    {
        json.WriteStartObject(key);
        foreach (var policy in policies)
        {
            json.WritePropertyName(policy.Id);
            PolicyJson.Write(json, policy);
        }

        json.WriteEndObject();
    }

    private static void WriteLink(Utf8JsonWriter json, Policy policy, Policy template)
    {
        json.WriteStartObject();
        json.WriteString("templateId", template.Id);
        json.WriteString("newId", policy.Id);
        json.WriteStartObject("values");
        if (template.Principal.HasSlot && policy.Principal.NamedEntity is { } principal) EntityUidJson.Write(json, "?principal", principal);
        if (template.Resource.HasSlot && policy.Resource.NamedEntity is { } resource) EntityUidJson.Write(json, "?resource", resource);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // A template may have been replaced by another of its id since; a link keeps to the one it was made from.
    private static Policy? TemplateOf(Policy policy, PolicySet set) =>
        policy.Template is { } template && set.TryFind(template.Id, out var known) && ReferenceEquals(known, template) ? template : null;
}
