namespace Writ.Domain;

/// <summary>Asks humans for approvals, and knows their answers. Thread-safe.</summary>
public interface IApprovals
{
    /// <summary>
    /// Whether an action has its approval. Where nobody was asked about this very action yet, a human is from now on; the identical question joins the one that is open.
    /// The call is held for an answer, and for no longer than it may be.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The store cannot commit, so nobody was asked.</exception>
    ValueTask<ApprovalAnswer> AskAsync(ApprovalQuestion question, CancellationToken cancellationToken);
}
