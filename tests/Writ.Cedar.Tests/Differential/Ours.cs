using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Formatting;
using Writ.Cedar.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Validation;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Differential;

/// <summary>Our answers in the oracle's words.</summary>
internal static class Ours
{
    public static string Parse(string text) => PolicySet.TryParse(text, out var policies, out var errors)
        ? $"{policies.Policies.Length} policies, {policies.Templates.Length} templates"
        : $"refused: {errors[0]}";

    public static string ReadSchema(string text) => CedarSchema.TryParse(text, out _, out var errors) ? "read" : $"refused: {errors[0]}";

    /// <summary>The JSON form of one policy or of one template.</summary>
    public static string PolicyToJson(string text, bool isTemplate)
    {
        if (!PolicySet.TryParse(text, out var set, out var errors)) return $"refused: {errors[0]}";
        return isTemplate switch
        {
            true when set is { Policies.Length: 0, Templates.Length: 1 } => PolicyJson.Write(set.Templates[0]),
            false when set is { Policies.Length: 1, Templates.Length: 0 } => PolicyJson.Write(set.Policies[0]),
            _ => "refused: more or less than one",
        };
    }

    public static string ReadPolicyJson(string json) => PolicyJson.TryRead(json, "policy0", out var policy, out var error)
        ? policy.IsTemplate ? "refused: a template" : "read"
        : $"refused: {error}";

    /// <summary>The JSON form of a schema whose names resolve.</summary>
    public static string SchemaToJson(string text) => !CedarSchema.TryParse(text, out _, out var unresolved) ? $"refused: {unresolved[0]}" : SchemaText.TryRead(text, out var document, out var errors) ? SchemaJson.Write(document) : $"refused: {errors[0]}";

    /// <summary>The policies that strict validation finds wrong.</summary>
    public static string Validate(string policies, CedarSchema schema) => PolicySet.TryParse(policies, out var set, out var errors)
        ? $"invalid: {Ids(PolicyValidator.Validate(set, schema).Errors.Select(error => error.PolicyId).Distinct())}"
        : $"refused: {errors[0]}";

    public static string Format(string text) => PolicyFormatter.TryFormat(text, out var formatted, out var errors) ? formatted : $"refused: {errors[0]}";

    public static string ReadEntities(string json, CedarSchema? schema) => EntityJson.TryRead(json, out _, out var error, schema) ? "read" : $"refused: {error}";

    /// <summary>The context of an action that applies to users and photos.</summary>
    public static string ReadContext(string json, CedarSchema schema, EntityUid action)
    {
        if (!ValueJson.TryReadRecord(json, out var context, out var error, schema.Actions[action].Context)) return $"refused: {error}";
        var request = new CedarRequest(EntityUid.Of("User", "alice"), action, EntityUid.Of("Photo", "p0"), context);
        return SchemaConformance.Check(schema, request) is { } violation ? $"refused: {violation}" : "read";
    }

    /// <summary>Everything from texts to the decision; templates follow the policies, so that their ids are known.</summary>
    public static string Authorize(string policies, IReadOnlyList<string> templates, IReadOnlyList<Link> links, string entities, string context, CedarSchema? schema, (EntityUid Principal, EntityUid Action, EntityUid Resource) asked)
    {
        if (!PolicySet.TryParse([new PolicySource(null, policies)], out var set, out var errors)) return $"refused: {errors[0]}";
        if (!set.Templates.IsEmpty) return "refused: a template among the policies";
        var first = set.Policies.Length;
        if (!PolicySet.TryParse([new PolicySource(null, policies), .. templates.Select(text => new PolicySource(null, text))], out set, out errors)) return $"refused: {errors[0]}";
        foreach (var link in links)
        {
            try
            {
                set = set.Link($"policy{first + link.Template}", link.Id, link.Principal, link.Resource);
            }
            catch (ArgumentException refused)
            {
                return $"refused: {refused.Message}";
            }
        }

        if (!EntityJson.TryRead(entities, out var store, out var error, schema)) return $"refused: {error}";
        var shape = schema?.Actions.GetValueOrDefault(asked.Action)?.Context;
        if (!ValueJson.TryReadRecord(context, out var record, out error, shape)) return $"refused: {error}";
        var request = new CedarRequest(asked.Principal, asked.Action, asked.Resource, record);
        if (schema is not null && SchemaConformance.Check(schema, request) is { } violation) return $"refused: {violation}";
        var response = Authorizer.Authorize(request, set, store);
        return $"{(response.Decision == CedarDecision.Allow ? "allow" : "deny")} [{Ids(response.Reasons.Select(policy => policy.Id))}] [{Ids(response.Errors.Select(failed => failed.Policy.Id))}]";
    }

    private static string Ids(IEnumerable<string> ids) => string.Join(' ', ids.Order(StringComparer.Ordinal));
}
