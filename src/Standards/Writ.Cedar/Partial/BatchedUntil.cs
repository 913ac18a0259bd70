namespace Writ.Cedar.Partial;

/// <summary>When a batched decision has loaded enough.</summary>
public enum BatchedUntil
{
    /// <summary>As soon as allow or deny is certain. Reasons and errors name what is known by then.</summary>
    Decided,

    /// <summary>When every policy has its answer, so that reasons and errors are those of a decision over all entities.</summary>
    Explained,
}
