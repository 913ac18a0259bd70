using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Writ.Cedar.Ast;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Json;

/// <summary>
/// Reads and writes policies and templates in Cedar's JSON form (EST): <c>{"effect":..,"principal":{..},"action":{..},"resource":{..},"conditions":[..],"annotations":{..}}</c>.
/// </summary>
public static class PolicyJson
{
    /// <summary>Reads a policy or template. Unknown keys, keys given twice, null and fractions are refused.</summary>
    /// <param name="json">The JSON text.</param>
    /// <param name="id">The id the policy is to have, which is not part of the text.</param>
    /// <param name="policy">The policy, when there was no error.</param>
    /// <param name="error">What was wrong.</param>
    /// <param name="options">The limits; null for <see cref="ParseOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    public static bool TryRead(
        string json,
        string id,
        [NotNullWhen(true)] out Policy? policy,
        [NotNullWhen(false)] out JsonError? error,
        ParseOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        var limits = options ?? ParseOptions.Default;
        policy = JsonRefusal.Read(json, root => new PolicyJsonReader(limits).Read(id, root, JsonPath.Root), out error, MaxDepth(limits), limits.MaxJsonLength);
        return policy is not null;
    }

    /// <summary>Reads a policy or template. Unknown keys, keys given twice, null and fractions are refused.</summary>
    /// <param name="utf8">The JSON text in UTF-8.</param>
    /// <param name="id">The id the policy is to have, which is not part of the text.</param>
    /// <param name="policy">The policy, when there was no error.</param>
    /// <param name="error">What was wrong.</param>
    /// <param name="options">The limits; null for <see cref="ParseOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8,
        string id,
        [NotNullWhen(true)] out Policy? policy,
        [NotNullWhen(false)] out JsonError? error,
        ParseOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        var limits = options ?? ParseOptions.Default;
        policy = JsonRefusal.Read(utf8, root => new PolicyJsonReader(limits).Read(id, root, JsonPath.Root), out error, MaxDepth(limits), limits.MaxJsonLength);
        return policy is not null;
    }

    /// <summary>Writes a policy or template as the official writer does, without its id. A linked policy is written with its slots filled.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="indented">Whether to write it over several lines.</param>
    public static string Write(Policy policy, bool indented = false)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return JsonText.Write(json => Write(json, policy), indented);
    }

    internal static void Write(Utf8JsonWriter json, Policy policy)
    {
        json.WriteStartObject();
        json.WriteString("effect", policy.Effect == Effect.Permit ? "permit" : "forbid");
        ScopeJson.Write(json, "principal", policy.Principal, "?principal");
        ScopeJson.Write(json, "action", policy.Action, "");
        ScopeJson.Write(json, "resource", policy.Resource, "?resource");
        json.WriteStartArray("conditions");
        foreach (var condition in policy.Conditions)
        {
            json.WriteStartObject();
            json.WriteString("kind", condition.Kind == ConditionKind.When ? "when" : "unless");
            json.WritePropertyName("body");
            new ExpressionJsonWriter(json).Write(condition.Body);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (policy.Annotations.Count > 0)
        {
            json.WriteStartObject("annotations");
            foreach (var (key, value) in policy.Annotations.OrderBy(static annotation => annotation.Key, StringComparer.Ordinal))
                json.WriteString(key, policy.BareAnnotations.Contains(key) ? null : value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // A node takes two levels of JSON: itself, and the object of its operands.
    internal static int MaxDepth(ParseOptions options) => (2 * options.MaxExpressionDepth) + 16;
}
