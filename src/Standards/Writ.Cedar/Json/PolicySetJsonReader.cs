using System.Text.Json;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Json;

/// <summary>Reads sets of policies in the JSON form, and links their templates.</summary>
internal sealed class PolicySetJsonReader(ParseOptions options)
{
    private readonly PolicyJsonReader _policies = new(options);
    private readonly Dictionary<string, Policy> _read = new(StringComparer.Ordinal);

    public PolicySet Read(JsonElement json)
    {
        var fields = new JsonFields(json, JsonPath.Root, "a set of policies", "staticPolicies", "templates", "templateLinks");
        var policies = new List<Policy>();
        if (fields.TryGet("staticPolicies", out var all))
        {
            foreach (var (id, body, path) in JsonFields.Members(all, fields.PathOf("staticPolicies")))
                policies.Add(Once(_policies.Read(id, body, path), path, isTemplate: false));
        }

        if (fields.TryGet("templates", out var templates))
        {
            foreach (var (id, body, path) in JsonFields.Members(templates, fields.PathOf("templates")))
                policies.Add(Once(_policies.Read(id, body, path), path, isTemplate: true));
        }

        if (fields.TryGet("templateLinks", out var links))
        {
            foreach (var (link, path) in JsonFields.Items(links, fields.PathOf("templateLinks")))
                policies.Add(Once(Link(link, path), path, isTemplate: false));
        }

        return PolicySet.Of(policies);
    }

    private Policy Once(Policy policy, JsonPath path, bool isTemplate)
    {
        if (policy.IsTemplate != isTemplate)
            throw new JsonRefusal(path, isTemplate ? $"found `{policy.Id}` without slots among the templates" : $"found the template `{policy.Id}` among the policies");
        return _read.TryAdd(policy.Id, policy) ? policy : throw new JsonRefusal(path, $"found the id `{policy.Id}` twice");
    }

    private Policy Link(JsonElement json, JsonPath path)
    {
        var fields = new JsonFields(json, path, "a link", "templateId", "newId", "values");
        var templateId = fields.RequiredString("templateId");
        if (!_read.TryGetValue(templateId, out var template) || !template.IsTemplate) throw new JsonRefusal(fields.PathOf("templateId"), $"found `{templateId}`, which is no template of the set");
        var id = fields.RequiredString("newId");
        if (id.Length == 0) throw new JsonRefusal(fields.PathOf("newId"), "found the empty id of a policy, which could not be told");
        var values = new JsonFields(fields.Required("values"), fields.PathOf("values"), "an object of `?principal` and `?resource`", "?principal", "?resource");
        return template.Link(id, Value(values, "?principal", template.Principal), Value(values, "?resource", template.Resource));
    }

    private static EntityUid? Value(JsonFields values, string slot, ScopeConstraint constraint)
    {
        if (values.Has(slot) == constraint.HasSlot) return constraint.HasSlot ? ValueJson.ReadEntity(values.Required(slot), values.PathOf(slot)) : null;
        throw new JsonRefusal(values.Path, constraint.HasSlot ? $"found no `{slot}`, which the template has" : $"found `{slot}`, which the template has not");
    }
}
