using System.Text.Json;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Values;

namespace Writ.Bench.Cedar;

/// <summary>One application of the Cedar paper: its published policies and schema, and its entities by chance.</summary>
internal sealed class PaperApplication
{
    private readonly (EntityUid Uid, string[] Principals, string[] Resources)[] actions;
    private readonly Entity[] actionEntities;
    private readonly Func<int, Random, IEnumerable<Entity>> generate;

    private PaperApplication(string name, PolicySet policies, JsonElement actions, Func<int, Random, IEnumerable<Entity>> generate)
    {
        Name = name;
        Policies = policies;
        this.generate = generate;
        this.actions = [.. actions.EnumerateObject().Select(static action => (Action(action.Name), Types(action.Value, "principalTypes"), Types(action.Value, "resourceTypes")))];
        actionEntities = [.. actions.EnumerateObject().Select(static action => new Entity(Action(action.Name), parents: [.. Groups(action.Value)]))];
    }

    /// <summary>The name, as the paper has it.</summary>
    public string Name { get; }

    /// <summary>The published policies.</summary>
    public PolicySet Policies { get; }

    /// <summary>Reads an application from the published data.</summary>
    public static PaperApplication Read(string folder, string name, string policies, Func<int, Random, IEnumerable<Entity>> generate)
    {
        var cedar = Path.Combine(folder, name, "cedar");
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(cedar, $"{name}.cedarschema.json")));
        return new PaperApplication(name, PolicySet.Parse(File.ReadAllText(Path.Combine(cedar, policies))), schema.RootElement.GetProperty("").GetProperty("actions"), generate);
    }

    /// <summary>A store with so many entities of each type, and so many requests about entities of it that the schema allows.</summary>
    public (EntityStore Store, CedarRequest[] Requests) Make(int entitiesOfEachType, int requests, Random chance)
    {
        var entities = generate(entitiesOfEachType, chance).ToList();
        var byType = entities.Select(static entity => entity.Uid).ToLookup(static uid => uid.Type, StringComparer.Ordinal);
        EntityUid Pick(string[] types)
        {
            var of = byType[types[chance.Next(types.Length)]].ToList();
            return of[chance.Next(of.Count)];
        }

        return (EntityStore.Of([.. entities, .. actionEntities]), [.. Enumerable.Range(0, requests).Select(_ =>
        {
            var (action, principals, resources) = actions[chance.Next(actions.Length)];
            return new CedarRequest(Pick(principals), action, Pick(resources));
        })]);
    }

    private static EntityUid Action(string id) => EntityUid.Of("Action", id);

    private static IEnumerable<EntityUid> Groups(JsonElement action) =>
        action.TryGetProperty("memberOf", out var groups) ? groups.EnumerateArray().Select(static group => Action(group.GetProperty("id").GetString()!)) : [];

    private static string[] Types(JsonElement action, string key) => [.. action.GetProperty("appliesTo").GetProperty(key).EnumerateArray().Select(static type => type.GetString()!)];
}
