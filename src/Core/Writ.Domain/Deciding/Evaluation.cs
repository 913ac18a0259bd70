namespace Writ.Domain;

/// <summary>What would be decided on an action that was asked about. It authorises nothing: nothing was taken, and the next moment may decide otherwise.</summary>
public abstract record Evaluation
{
    private Evaluation()
    {
    }

    /// <summary>It would be allowed, as things stand.</summary>
    /// <param name="Decision">The id under which the answer stands in the ledger.</param>
    public sealed record Allowed(DecisionId Decision) : Evaluation;

    /// <summary>It would not be, or needs an approval first.</summary>
    /// <param name="Denial">Why.</param>
    public sealed record Refused(Denial Denial) : Evaluation;
}
