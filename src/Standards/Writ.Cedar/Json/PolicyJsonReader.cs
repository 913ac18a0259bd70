using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Writ.Cedar.Ast;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Json;

/// <summary>Reads policies and templates in the JSON form.</summary>
internal sealed class PolicyJsonReader(ParseOptions options)
{
    private readonly ExpressionJsonReader _expressions = new(options);

    public Policy Read(string id, JsonElement json, JsonPath path)
    {
        if (id.Length == 0) throw new JsonRefusal(path, "found the empty id of a policy, which could not be told");
        var fields = new JsonFields(json, path, "a policy", "effect", "principal", "action", "resource", "conditions", "annotations");
        var effect = fields.RequiredString("effect") switch
        {
            "permit" => Effect.Permit,
            "forbid" => Effect.Forbid,
            var other => throw new JsonRefusal(fields.PathOf("effect"), $"found `{other}`, expected `permit` or `forbid`"),
        };
        var principal = ScopeJson.PrincipalOrResource(fields.Required("principal"), fields.PathOf("principal"), "?principal");
        var action = ScopeJson.Action(fields.Required("action"), fields.PathOf("action"));
        var resource = ScopeJson.PrincipalOrResource(fields.Required("resource"), fields.PathOf("resource"), "?resource");
        var conditions = JsonFields.Items(fields.Required("conditions"), fields.PathOf("conditions")).Select(item => Condition(item.Item, item.Path)).ToImmutableArray();
        var bare = new HashSet<string>(StringComparer.Ordinal);
        var annotations = fields.TryGet("annotations", out var given) ? Annotations(given, fields.PathOf("annotations"), bare) : null;
        return new Policy(id, effect, principal, action, resource, conditions, annotations)
        {
            BareAnnotations = bare.Count == 0 ? FrozenSet<string>.Empty : bare.ToFrozenSet(StringComparer.Ordinal),
        };
    }

    private Condition Condition(JsonElement json, JsonPath path)
    {
        var fields = new JsonFields(json, path, "an object of `kind` and `body`", "kind", "body");
        var kind = fields.RequiredString("kind") switch
        {
            "when" => ConditionKind.When,
            "unless" => ConditionKind.Unless,
            var other => throw new JsonRefusal(fields.PathOf("kind"), $"found `{other}`, expected `when` or `unless`"),
        };
        return new Condition(kind, _expressions.Read(fields.Required("body"), fields.PathOf("body")));
    }

    private static Dictionary<string, string> Annotations(JsonElement json, JsonPath path, HashSet<string> bare)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value, at) in JsonFields.Members(json, path))
        {
            if (!Names.IsAnyIdentifier(key)) throw new JsonRefusal(at, $"found the annotation `{key}`, expected an identifier");
            if (value.ValueKind == JsonValueKind.Null) bare.Add(key);
            annotations.Add(key, bare.Contains(key) ? "" : ValueJson.ReadString(value, at));
        }

        return annotations;
    }
}
