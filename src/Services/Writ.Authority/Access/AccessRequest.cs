using System.Collections.Immutable;

namespace Writ.Authority.Access;

/// <summary>What a body asks for.</summary>
internal abstract record AccessRequest
{
    private AccessRequest()
    {
    }

    /// <summary>One evaluation, answered by itself.</summary>
    /// <param name="Item">Which.</param>
    public sealed record Single(AccessItem.Asked Item) : AccessRequest;

    /// <summary>Several, answered in their order.</summary>
    /// <param name="Items">Which.</param>
    /// <param name="Semantic">Which of them are answered.</param>
    public sealed record Several(ImmutableArray<AccessItem> Items, AccessSemantic Semantic) : AccessRequest;

    /// <summary>Nothing: it is no such request.</summary>
    /// <param name="Reason">Why, in the text for the remote party.</param>
    public sealed record Refused(Domain.Reason Reason) : AccessRequest;
}
