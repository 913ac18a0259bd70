namespace Writ.Domain;

/// <summary>What asking for a secret's value came to.</summary>
public abstract record SecretReading
{
    private SecretReading()
    {
    }

    /// <summary>There it is.</summary>
    /// <param name="Version">Which value it is, for the ledger: the store's version, or the keyed digest of a value from elsewhere.</param>
    /// <param name="Value">The value; the reader's to dispose.</param>
    public sealed record Taken(string Version, SecretValue Value) : SecretReading;

    /// <summary>It cannot be had now.</summary>
    /// <param name="Operator">Why, for the operator; nothing of a value.</param>
    public sealed record Unavailable(string Operator) : SecretReading;
}
