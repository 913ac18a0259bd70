using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>To what an action is done: the thing that the catalogue says its arguments name, or the tool itself. Its id and attributes come from arguments, so they are never written to a log or the ledger.</summary>
/// <param name="Type">The entity type, as in `Case`.</param>
/// <param name="Id">The entity id, as in `42`.</param>
/// <param name="Attributes">What code extracted beside the id, as in `customer`.</param>
public sealed record ResourceRef(string Type, string Id, ImmutableSortedDictionary<string, string> Attributes)
{
    /// <summary>The type of a resource that is the tool itself; its id is the action's name.</summary>
    public const string Tool = "Tool";

    /// <summary>The type of a resource that the catalogue's template could not name from the arguments; its id is the action's name.</summary>
    public const string Unmatched = "Unmatched";

    /// <summary>Whether a type's name is one of Writ's own, which policy sees below `Writ::` and a catalogue may not use.</summary>
    public static bool IsOwn(string type) => type is Tool or Unmatched or "Server" or "Intent" or "Agent" or "Instance" or "Action";

    /// <summary>The type alone, never the id.</summary>
    public override string ToString() => Type;
}
