using Writ.Domain;

namespace Writ.Authority.Access;

/// <summary>One evaluation that is asked for.</summary>
internal abstract record AccessItem
{
    private AccessItem()
    {
    }

    /// <summary>It asks about an action.</summary>
    /// <param name="SubjectType">The type of whom it names as acting.</param>
    /// <param name="SubjectId">The id of that.</param>
    /// <param name="Question">The action.</param>
    public sealed record Asked(string SubjectType, string SubjectId, ActionQuestion Question) : AccessItem;

    /// <summary>It asks about nothing that could be decided on.</summary>
    /// <param name="Reason">Why, in the text for the remote party.</param>
    public sealed record Flawed(Reason Reason) : AccessItem;
}
