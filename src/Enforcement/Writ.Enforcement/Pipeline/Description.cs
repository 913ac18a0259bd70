using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>What a zone made of a message.</summary>
public abstract record Description
{
    private Description()
    {
    }

    /// <summary>It asks for this action.</summary>
    /// <param name="Action">The action.</param>
    /// <param name="Facts">What code computed about it.</param>
    public sealed record Described(ActionRequest Action, ActionFacts Facts) : Description;

    /// <summary>It asks for nothing that could be decided on.</summary>
    /// <param name="Reason">Why, in the text for the remote party.</param>
    public sealed record Refused(Reason Reason) : Description;
}
