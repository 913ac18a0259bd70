using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Writ.Cedar.Authorization;
using Writ.Cedar.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Syntax;
using Writ.Cedar.Tests.Fuzz;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Differential;

/// <summary>Makes cases of every kind from a seed.</summary>
internal sealed partial class Cases
{
    private const string SchemaText = """
        entity Group in [Group, Album]; entity Album in [Group, Album]; entity Action2; entity Photo in [Album, Group, Photo] = { "name"?: String, n?: Long } tags Set<Long>;
        entity User in [Group, User] = { n: Long, s?: String, boss?: User, rec?: { a: Bool, inner?: { x: Long } }, ip?: ipaddr, dec?: decimal, dur?: duration, when?: datetime, "set"?: Set<String> } tags String;
        namespace N { entity T enum ["x", "y"]; }
        action read; action view in [read] appliesTo { principal: [User], resource: [Photo, Album], context: { mfa: Bool, n?: Long, ip?: ipaddr, who?: User, kind?: N::T, at?: datetime } };
        action edit in [read] appliesTo { principal: User, resource: Photo };
        """;

    private readonly Random _chance;
    private readonly PolicyWords _policies;
    private readonly ExpressionText _expressions;
    private readonly World _world;
    private readonly Disturbed _disturbed;
    private readonly CedarSchema _schema;
    private readonly TypedWorld _typed;
    private readonly TypedWords _words;

    public Cases(int seed)
    {
        _chance = new Random(seed);
        _policies = new PolicyWords(_chance);
        _expressions = new ExpressionText(_chance);
        _world = new World(_chance);
        _disturbed = new Disturbed(_chance);
        _typed = new TypedWorld(_chance);
        _words = new TypedWords(_chance);
        Assert.True(CedarSchema.TryParse(SchemaText, out var schema, out var errors), string.Join('\n', errors));
        _schema = schema;
    }

    /// <summary>The next case: half decide over sets of policies, the others read what may be wrong.</summary>
    public DifferentialCase Next() => _chance.Next(27) switch
    {
        < 9 => Decide(),
        < 11 => DecideExtension(),
        < 14 => Parse(),
        14 => Write(),
        15 => Schema(),
        16 => Entities(),
        17 => TypedEntities(),
        18 => Context(),
        19 or 20 => Validate(),
        21 or 22 => Format(),
        23 => SchemaDocument(),
        25 => PolicyDocument(),
        26 => ReadPolicyDocument(),
        _ => TypedDecide(),
    };

    private DifferentialCase Decide()
    {
        var policies = string.Join('\n', Enumerable.Range(0, _chance.Next(7)).Select(_ => _policies.Policy()));
        var templates = Enumerable.Range(0, _chance.Next(3)).Select(_ => _policies.Template()).ToArray();
        var links = templates.Length == 0 ? [] : Enumerable.Range(0, _chance.Next(4)).Select(number => Link(templates, number)).ToArray();
        return Decide(policies, [.. templates.Select(template => template.Text)], links, _world.Entities(), _world.Context(), null, Asked());
    }

    // Now and then a link lacks a value, has one too many, or an id in use: both engines must refuse it.
    private Link Link((string Text, bool Principal, bool Resource)[] templates, int number)
    {
        var template = _chance.Next(templates.Length);
        var wrong = _chance.Next(40) == 0;
        return new Link(
            template,
            wrong && _chance.Next(2) == 0 ? "link0" : $"link{number}",
            templates[template].Principal != (wrong && _chance.Next(2) == 0) ? Uid(_world.Name("User", "Group")) : null,
            templates[template].Resource ? Uid(_world.Name("Photo", "Album")) : null);
    }

    private DifferentialCase DecideExtension()
    {
        var value = _disturbed.Text(Seeds.Extensions[_chance.Next(Seeds.Extensions.Length)], Seeds.ExtensionPieces);
        if (_chance.Next(3) == 0) value = Seeds.Extensions[_chance.Next(Seeds.Extensions.Length)];
        var literal = $"\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\0", "\\0").Replace("\ud800", "")}\"";
        var calls = new[] { "ip", "decimal", "datetime", "duration" }.Select(constructor => $"{constructor}({literal})").ToArray();
        string[] conditions =
        [
            .. calls.Select(call => $"{call} == {call}"),
            $"{calls[0]}.isInRange(ip(\"{(_chance.Next(2) == 0 ? "0.0.0.0/0" : "2001:db8::/24")}\"))",
            $"{calls[0]}.isIpv4() || {calls[0]}.isLoopback() || {calls[0]}.isMulticast()",
            $"{calls[1]}.lessThan(decimal(\"{_chance.Next(-2, 3)}.{_chance.Next(10000):D4}\"))",
            $"{calls[2]}.toDate() < {calls[2]} || {calls[2]}.toTime().toMinutes() > {_chance.Next(1440)}",
            $"{calls[2]}.offset(duration(\"{_chance.Next(-9, 9)}d\")) > datetime(\"{_chance.Next(1900, 2100)}-01-01\")",
            $"{calls[3]}.toHours() * 2 > {calls[3]}.toDays() + {calls[3]}.toSeconds() - {calls[3]}.toMinutes()",
            $"{_expressions.Of(0, 3)}",
        ];
        return Decide(string.Concat(conditions.Select(condition => $"permit(principal, action, resource) when {{ {condition} }};\n")), [], [], [], [], null, Asked());
    }

    private DifferentialCase Parse()
    {
        var text = _chance.Next(4) == 0 ? Seeds.Policies[_chance.Next(Seeds.Policies.Length)] : string.Join('\n', Enumerable.Range(0, _chance.Next(1, 4)).Select(_ => _chance.Next(4) == 0 ? _policies.Template().Text : _policies.Policy()));
        if (_chance.Next(8) > 0) text = _disturbed.Text(text, Readable(Seeds.PolicyPieces));
        return new DifferentialCase(new JsonObject { ["kind"] = "parse", ["text"] = text }, () => Ours.Parse(text));
    }

    private DifferentialCase Write()
    {
        var isTemplate = _chance.Next(4) == 0;
        var text = isTemplate ? _policies.Template().Text : _policies.Policy();
        if (_chance.Next(4) == 0) text = _disturbed.Text(text, Readable(Seeds.PolicyPieces));
        var policy = PolicySet.TryParse(text, out var set, out _) && set.Policies.Length + set.Templates.Length == 1 ? set.Policies.Concat(set.Templates).Single() : null;
        var ours = policy is null || policy.IsTemplate != isTemplate ? "refused" : "alike";
        return new DifferentialCase(
            new JsonObject { ["kind"] = "alike", ["text"] = text, ["written"] = policy is null ? "" : CedarText.Write(policy), ["template"] = isTemplate },
            () => ours);
    }

    private DifferentialCase Schema()
    {
        var seeds = (string[])[.. Seeds.Schemas, SchemaText];
        var text = seeds[_chance.Next(seeds.Length)];
        if (_chance.Next(5) > 0) text = _disturbed.Text(text, Readable(Seeds.SchemaPieces));
        return new DifferentialCase(new JsonObject { ["kind"] = "schema", ["text"] = text }, () => Ours.ReadSchema(text));
    }

    private DifferentialCase PolicyDocument()
    {
        var isTemplate = _chance.Next(4) == 0;
        var text = Exact(isTemplate ? _policies.Template().Text : _policies.Policy());
        if (_chance.Next(4) == 0) text = Exact(_disturbed.Text(text, Readable(Seeds.PolicyPieces)));
        return new DifferentialCase(new JsonObject { ["kind"] = "policyJson", ["text"] = text, ["template"] = isTemplate }, () => Ours.PolicyToJson(text, isTemplate));
    }

    private DifferentialCase ReadPolicyDocument()
    {
        // A few of the texts are wrong on purpose, and have no JSON form.
        PolicySet? set;
        while (!PolicySet.TryParse(Exact(_policies.Policy()), out set, out _)) { }
        var document = JsonNode.Parse(PolicyJson.Write(set.Policies[0]))!;
        if (_chance.Next(5) > 0) _disturbed.Json(document, escapes: true);
        var json = document.ToJsonString();
        return new DifferentialCase(new JsonObject { ["kind"] = "readPolicyJson", ["policy"] = json }, () => Ours.ReadPolicyJson(json));
    }

    // Integers that JavaScript keeps exactly.
    private static string Exact(string text) => LongInteger().Replace(text, "7");

    [GeneratedRegex("[0-9]{16,}", RegexOptions.None, 1000)]
    private static partial Regex LongInteger();

    private DifferentialCase SchemaDocument()
    {
        var seeds = (string[])[.. Seeds.Schemas, SchemaText];
        var text = seeds[_chance.Next(seeds.Length)];
        if (_chance.Next(3) > 0) text = _disturbed.Text(text, Readable(Seeds.SchemaPieces));
        return new DifferentialCase(new JsonObject { ["kind"] = "schemaJson", ["text"] = text }, () => Ours.SchemaToJson(text));
    }

    private DifferentialCase Validate()
    {
        var policies = string.Join('\n', Enumerable.Range(0, _chance.Next(1, 5)).Select(_ => _words.Policy()));
        return new DifferentialCase(new JsonObject { ["kind"] = "validate", ["policies"] = policies, ["schema"] = SchemaText }, () => Ours.Validate(policies, _schema));
    }

    private DifferentialCase Format()
    {
        var text = string.Join('\n', Enumerable.Range(0, _chance.Next(1, 4)).Select(_ => _chance.Next(5) == 0 ? _policies.Template().Text : _chance.Next(2) == 0 ? _words.Policy() : _policies.Policy()));
        text = _disturbed.Spaced(text);
        if (_chance.Next(6) == 0) text = _disturbed.Text(text, Readable(Seeds.PolicyPieces));
        return new DifferentialCase(new JsonObject { ["kind"] = "format", ["text"] = text }, () => Ours.Format(text));
    }

    private DifferentialCase Entities()
    {
        var entities = _world.Entities();
        if (_chance.Next(4) > 0) _disturbed.Json(entities, escapes: false);
        var json = entities.ToJsonString();
        return new DifferentialCase(new JsonObject { ["kind"] = "entities", ["entities"] = json }, () => Ours.ReadEntities(json, null));
    }

    private DifferentialCase TypedEntities()
    {
        var entities = _typed.Entities();
        if (_chance.Next(3) > 0) _disturbed.Json(entities, escapes: true);
        var json = entities.ToJsonString();
        return new DifferentialCase(new JsonObject { ["kind"] = "entities", ["entities"] = json, ["schema"] = SchemaText }, () => Ours.ReadEntities(json, _schema));
    }

    private DifferentialCase Context()
    {
        var context = _typed.Context();
        if (_chance.Next(3) > 0) _disturbed.Json(context, escapes: true);
        var json = context.ToJsonString();
        var action = EntityUid.Of("Action", _chance.Next(4) == 0 ? "edit" : "view");
        return new DifferentialCase(
            new JsonObject { ["kind"] = "context", ["context"] = json, ["schema"] = SchemaText, ["action"] = Json(action) },
            () => Ours.ReadContext(json, _schema, action));
    }

    private DifferentialCase TypedDecide()
    {
        var policies = string.Join('\n', Enumerable.Range(0, _chance.Next(1, 5)).Select(_ => _policies.Policy()));
        var context = _typed.Context();
        if (_chance.Next(4) == 0) _disturbed.Json(context, escapes: true);
        return Decide(policies, [], [], _typed.Entities(), context, _schema, Asked());
    }

    private static DifferentialCase Decide(string policies, string[] templates, Link[] links, JsonArray entities, JsonObject context, CedarSchema? schema, (EntityUid Principal, EntityUid Action, EntityUid Resource) asked)
    {
        var (entitiesJson, contextJson) = (entities.ToJsonString(), context.ToJsonString());
        var told = new JsonObject
        {
            ["kind"] = "authorize",
            ["policies"] = policies,
            ["templates"] = new JsonObject(templates.Select((text, number) => KeyValuePair.Create<string, JsonNode?>($"template{number}", text))),
            ["links"] = new JsonArray([.. links.Select(Json)]),
            ["entities"] = entitiesJson,
            ["context"] = contextJson,
            ["principal"] = Json(asked.Principal),
            ["action"] = Json(asked.Action),
            ["resource"] = Json(asked.Resource),
        };
        if (schema is not null) told["schema"] = SchemaText;
        return new DifferentialCase(told, () => Ours.Authorize(policies, templates, links, entitiesJson, contextJson, schema, asked));
    }

    private static JsonObject Json(Link link)
    {
        var values = new JsonObject();
        if (link.Principal is not null) values["?principal"] = Json(link.Principal);
        if (link.Resource is not null) values["?resource"] = Json(link.Resource);
        return new JsonObject { ["templateId"] = $"template{link.Template}", ["newId"] = link.Id, ["values"] = values };
    }

    private static JsonObject Json(EntityUid uid) => new() { ["type"] = uid.Type, ["id"] = uid.Id };

    private (EntityUid Principal, EntityUid Action, EntityUid Resource) Asked() => (Uid(_world.Name("User")), Uid(_world.Name("Action")), Uid(_world.Name("Photo", "Album", "Photo")));

    private static EntityUid Uid((string Type, string Id) name) => EntityUid.Of(name.Type, name.Id);

    // What JavaScript cannot carry in a string is left to the fuzz tests.
    private static string[] Readable(string[] pieces) => [.. pieces.Where(piece => !piece.Any(char.IsSurrogate))];
}
