namespace Writ.Domain;

/// <summary>
/// Tells enforcement points outside Writ what would be decided, by the same facts, laws and policies as an action's own Record. It takes no budget and no use, and makes
/// no authority: only the credential's proof is spent. Thread-safe.
/// </summary>
public interface IEvaluator
{
    /// <summary>Spends, durably, what was presented once. Answers who may go on asking, or why nobody may: a proof that was used before, a writ that was taken back.</summary>
    /// <exception cref="JournalUnavailableException">The store could not commit.</exception>
    ValueTask<Authentication> BeginAsync(Authentication.Named who, CancellationToken cancellationToken);

    /// <summary>Tells what would be decided for this actor and task, and leaves an entry of it.</summary>
    /// <param name="who">Who asks, as <see cref="BeginAsync"/> answered.</param>
    /// <param name="question">About which action.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">The store could not say whether it would commit.</exception>
    ValueTask<Evaluation> EvaluateAsync(Authentication.Named who, ActionQuestion question, CancellationToken cancellationToken);

    /// <summary>Refuses what asks about no action that could be decided on, and leaves an entry of it.</summary>
    Evaluation Refuse(Authentication.Named who, Reason reason);
}
