namespace Writ.Contracts;

/// <summary>Sets a secret.</summary>
/// <param name="Value">The value: text on one line, at most 16,384 bytes in UTF-8.</param>
public sealed record SecretRequest(string Value)
{
    /// <summary>Nothing of the value.</summary>
    public override string ToString() => "(secret)";
}
