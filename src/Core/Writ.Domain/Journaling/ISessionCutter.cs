namespace Writ.Domain;

/// <summary>
/// Cuts what is open when the authority for it has gone: streams end, processes are killed, what is under way breaks. No decision rests on it, since each
/// request is decided afresh; it makes the end be felt at once. Called after the commit that ended the authority. It begins at once, waits for nothing and never throws.
/// </summary>
public interface ISessionCutter
{
    /// <summary>The task ended, or is suspended.</summary>
    void Cut(TaskId task);

    /// <summary>This was contained. An effect is no session's own: nothing is cut for a freeze.</summary>
    void Cut(ContainmentKey contained);
}
