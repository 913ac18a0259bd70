using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>Whether an obligation can be discharged.</summary>
public abstract record Discharge
{
    private Discharge()
    {
    }

    /// <summary>It is, if the Record transaction takes this.</summary>
    /// <param name="Conditions">What must still hold.</param>
    /// <param name="Changes">What is taken.</param>
    public sealed record Ready(ImmutableArray<Condition> Conditions, ImmutableArray<Change> Changes) : Discharge;

    /// <summary>It cannot be.</summary>
    /// <param name="Reason">Why, in the text for the remote party.</param>
    public sealed record Impossible(Reason Reason) : Discharge;
}
