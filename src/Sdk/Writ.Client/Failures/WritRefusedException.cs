namespace Writ.Client;

/// <summary>The token service refused (RFC 6749 §5.2). Trying the same again cannot help.</summary>
public sealed class WritRefusedException : WritException
{
    internal WritRefusedException(string error, string code, string text, string fix)
        : base(code, text, fix) => Error = error;

    /// <summary>The error as the RFCs name it, as in `invalid_grant`.</summary>
    public string Error { get; }

    /// <summary>The policy or law that refused to open a task; null for any other refusal.</summary>
    public string? Rule { get; internal init; }

    /// <summary>The id under which that refusal stands in the ledger; null for any other.</summary>
    public string? DecisionId { get; internal init; }
}
