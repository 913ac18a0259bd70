namespace Writ.Domain;

/// <summary>Judges whether an approval is for exactly what is to be done. One place for all journals, so that they cannot differ.</summary>
public static class ApprovalJudgement
{
    /// <summary>What was found instead of what must hold; null when all holds.</summary>
    /// <param name="approval">The approval as it stands, in the state that the condition asks for.</param>
    /// <param name="holds">What must hold.</param>
    /// <param name="clock">The journal's own time, which may be later than the condition's.</param>
    public static string? Found(Approval approval, Condition.ApprovalHolds holds, DateTimeOffset clock)
    {
        ArgumentNullException.ThrowIfNull(approval);
        ArgumentNullException.ThrowIfNull(holds);
        var (bound, asked) = (approval.Binding, holds.Binding);
        return bound.Task != asked.Task ? "for another task"
            : bound.Request != asked.Request ? "for other bytes"
            : bound.Definition != asked.Definition ? "for another definition"
            : bound.Release != asked.Release ? "of another release"
            : bound.Context != asked.Context ? "in another context"
            : approval.IsOver(holds.Now > clock ? holds.Now : clock) ? "past its end"
            : null;
    }
}
