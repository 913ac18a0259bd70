using System.Diagnostics.CodeAnalysis;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Enforcement;

/// <summary>
/// The proof that a value was authorised: decided, obligations discharged, and durably recorded, in that order. Only the pipeline's assembly makes one,
/// and only from the journal's receipt; connectors forward nothing else. It is consumed once.
/// </summary>
/// <typeparam name="T">What was authorised; immutable, and owning its bytes.</typeparam>
public sealed class Authorized<T>
    where T : class
{
    private T? value;

    // INVARIANT: the receipt is of the very transaction that recorded this value's decision.
    internal Authorized(T value, TaskId task, SpiffeId instance, DecisionId decision, CommitReceipt receipt)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(receipt);
        this.value = value;
        Task = task;
        Instance = instance;
        Decision = decision;
        Receipt = receipt;
    }

    /// <summary>The task that it was authorised for.</summary>
    public TaskId Task { get; }

    /// <summary>The instance that it was authorised for.</summary>
    public SpiffeId Instance { get; }

    /// <summary>The decision that allowed it.</summary>
    public DecisionId Decision { get; }

    /// <summary>Where the decision stands in the ledger.</summary>
    public CommitReceipt Receipt { get; }

    /// <summary>Takes the value out, once.</summary>
    /// <exception cref="InvalidOperationException">It was consumed before: an authorised action is performed at most once.</exception>
    [SuppressMessage("Design", "CA1024:Use properties where appropriate", Justification = "it changes what it is called on")]
    public T Consume() =>
        Interlocked.Exchange(ref value, null) ?? throw new InvalidOperationException("an authorised action is performed at most once");

    /// <summary>The decision alone, never the value.</summary>
    public override string ToString() => Decision.ToString();
}
