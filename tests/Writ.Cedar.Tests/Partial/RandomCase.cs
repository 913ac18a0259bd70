using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Partial;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Partial;

/// <summary>One random question: a schema, policies, a request with gaps, entities known in part, and completions that agree with both.</summary>
internal sealed class RandomCase
{
    private readonly Random _chance;
    private readonly RandomValues _values;
    private readonly EntityUid[] _uids;
    private readonly Dictionary<EntityUid, PartialEntity> _known = [];

    public RandomCase(int seed)
    {
        _chance = new Random(seed);
        _values = new RandomValues(_chance);
        Schema = RandomSchema.Make(_chance);
        _uids = [.. Schema.EntityTypes.Keys.Order(StringComparer.Ordinal).SelectMany(type => RandomValues.IdsOf(type).Select(id => EntityUid.Of(type, id)))];
        var action = Schema.Actions[EntityUid.Of("Action", Pick("view", "edit", "list"))];
        var (principal, resource) = (Pick([.. action.PrincipalTypes]), Pick([.. action.ResourceTypes]));
        Text = string.Join('\n', Enumerable.Range(0, 1 + _chance.Next(4)).Select(_ => Policy(new RandomExpressions(_chance, Schema, principal, resource, action.Context))));
        Assert.True(PolicySet.TryParse(Text, out var policies, out var errors), $"{Text}\n{string.Join('\n', errors)}");
        Policies = policies;
        Assert.True(PartialRequest.TryCreate(Schema, Gap(principal), action.Uid, Gap(resource), Half() ? null : _values.Record(action.Context), out var request, out var violation), violation?.ToString());
        Request = request;
        Known = PartialEntities.Of(Schema, KnownEntities());
    }

    public CedarSchema Schema { get; }

    public string Text { get; }

    public PolicySet Policies { get; }

    public PartialRequest Request { get; }

    public PartialEntities Known { get; }

    /// <summary>A completion at random: gaps of the request and unknown parts of the entities are filled, some entities do not exist.</summary>
    public (CedarRequest Request, EntityStore Entities) Complete()
    {
        var request = new CedarRequest(
            Request.Principal.Uid ?? _values.Uid(Request.Principal.Type),
            Request.Action,
            Request.Resource.Uid ?? _values.Uid(Request.Resource.Type),
            Request.Context ?? _values.Record(Schema.Actions[Request.Action].Context));
        var entities = new List<Entity>();
        for (var i = 0; i < _uids.Length; i++)
        {
            var known = _known.GetValueOrDefault(_uids[i]);
            if (known is null ? _chance.Next(5) == 0 : known.IsAbsent) continue;
            var type = Schema.EntityTypes[_uids[i].Type];
            entities.Add(new Entity(_uids[i], known?.Attributes ?? _values.Record(type.Shape), known?.Parents ?? [.. Parents(i)], known?.Tags ?? _values.Tags(type.Tags)));
        }

        return (request, EntityStore.Of(entities.Concat(Schema.ActionEntities.Entities)));
    }

    public override string ToString() => $"{Request.Principal} {Request.Action} {Request.Resource} {Request.Context?.ToString() ?? "?"}\n{Text}";

    // Later names stand above earlier ones, so that parents never run in a circle, and are decided first here.
    private IEnumerable<PartialEntity> KnownEntities()
    {
        for (var i = _uids.Length - 1; i >= 0; i--)
        {
            var (uid, type) = (_uids[i], Schema.EntityTypes[_uids[i].Type]);
            if (_chance.Next(3) == 0) continue;
            if (_chance.Next(6) == 0)
            {
                _known.Add(uid, PartialEntity.Absent(uid));
                continue;
            }

            EntityUid[] parents = [.. Parents(i)];
            var mayKnowParents = parents.All(parent => _known.GetValueOrDefault(parent) is { Parents: not null });
            _known.Add(uid, new PartialEntity(
                uid,
                Half() ? null : _values.Record(type.Shape),
                mayKnowParents && _chance.Next(4) != 0 ? [.. parents] : null,
                Half() ? null : _values.Tags(type.Tags)));
        }

        return _known.Values;
    }

    private IEnumerable<EntityUid> Parents(int i) => _uids[(i + 1)..]
        .Where(uid => Schema.EntityTypes[_uids[i].Type].ParentTypes.Contains(uid.Type) && _chance.Next(3) == 0);

    private PartialUid Gap(string type) => Half() ? PartialUid.OfType(type) : _values.Uid(type);

    private string Policy(RandomExpressions expressions)
    {
        var principal = Pick("principal", "principal", "principal == User::\"x\"", "principal in Team::\"y\"", "principal is User", "principal is User in Team::\"z\"");
        var action = Pick("action", "action", "action == Action::\"view\"", "action in Action::\"all\"", "action in [Action::\"edit\", Action::\"some\"]");
        var resource = Pick("resource", "resource", "resource == Doc::\"x\"", "resource in Folder::\"y\"", "resource is Doc", "resource is Doc in Folder::\"z\"");
        var conditions = string.Join(' ', Enumerable.Range(0, _chance.Next(3)).Select(_ => $"{Pick("when", "when", "unless")} {{ {expressions.Condition()} }}"));
        return $"{Pick("permit", "permit", "forbid")}({principal}, {action}, {resource}) {conditions};";
    }

    private bool Half() => _chance.Next(2) == 0;

    private T Pick<T>(params T[] from) => from[_chance.Next(from.Length)];
}
