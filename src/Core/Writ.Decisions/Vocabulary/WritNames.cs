using Writ.Cedar.Values;
using Writ.Domain;

namespace Writ.Decisions;

/// <summary>The names of the policy vocabulary: the chief public contract. Types of Writ's own stand below `Writ::`; a catalogue's types stand alone.</summary>
internal static class WritNames
{
    public const string Instance = "Writ::Instance";
    public const string Agent = "Writ::Agent";
    public const string Action = "Writ::Action";
    public const string Server = "Writ::Server";
    public const string Intent = "Writ::Intent";
    public const string Opaque = "Writ::Opaque";

    public static readonly EntityUid OpenTask = EntityUid.Of(Action, "task/open");
    public static readonly EntityUid DelegateTask = EntityUid.Of(Action, "task/delegate");

    // The groups of actions: the zone, and what an action does to the world.
    private static readonly EntityUid Tools = EntityUid.Of(Action, "tools");
    private static readonly EntityUid Unclassified = EntityUid.Of(Action, "unclassified");

    private static readonly (Effects Effect, EntityUid Group)[] EffectGroups =
    [
        (Effects.Read, EntityUid.Of(Action, "read")),
        (Effects.Write, EntityUid.Of(Action, "write")),
        (Effects.Destructive, EntityUid.Of(Action, "destructive")),
        (Effects.Execute, EntityUid.Of(Action, "execute")),
        (Effects.Egress, EntityUid.Of(Action, "egress")),
    ];

    public static IEnumerable<EntityUid> GroupsOf(Effects effects, bool classified)
    {
        yield return Tools;
        if (!classified)
        {
            yield return Unclassified;
        }

        foreach (var (effect, group) in EffectGroups)
        {
            if ((effects & effect) != Effects.None)
            {
                yield return group;
            }
        }
    }

    public static EntityUid Resource(ResourceRef resource) =>
        EntityUid.Of(ResourceRef.IsOwn(resource.Type) ? "Writ::" + resource.Type : resource.Type, resource.Id);
}
