namespace Writ.Cedar.Schema;

/// <summary>A reference to an action group.</summary>
/// <param name="Id">The id of the group.</param>
/// <param name="Type">Its type, such as <c>Acme::Action</c>; null for an action of the same namespace or the empty one.</param>
public sealed record ActionName(string Id, string? Type = null) : SchemaNode
{
    /// <summary>Makes a reference without type, so that lists can be written as <c>["read"]</c>.</summary>
    /// <param name="id">The id of the group.</param>
    public static implicit operator ActionName(string id) => new(id);
}
