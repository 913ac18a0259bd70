namespace Writ.Contracts;

/// <summary>A version of a secret; nothing of its value.</summary>
/// <param name="Name">The secret.</param>
/// <param name="Version">Which version.</param>
/// <param name="Made">When it was set.</param>
/// <param name="Held">Whether its value is there.</param>
public sealed record SecretVersionDocument(string Name, int Version, DateTimeOffset Made, bool Held);
