namespace Writ.Domain;

/// <summary>One version of a secret of the store; nothing of its value.</summary>
/// <param name="Name">The secret's name.</param>
/// <param name="Number">Which version; larger is newer, and none is used twice, also not after the secret was removed.</param>
/// <param name="Made">When it was set.</param>
/// <param name="IsHeld">Whether its value is there: that of the newest version, unless the secret was removed.</param>
public sealed record SecretVersion(Slug Name, int Number, DateTimeOffset Made, bool IsHeld);
