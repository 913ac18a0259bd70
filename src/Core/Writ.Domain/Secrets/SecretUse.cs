namespace Writ.Domain;

/// <summary>A place where a secret's value goes by the last hop.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="Prefix">What stands before the value, such as `Bearer `; empty for nothing.</param>
public sealed record SecretUse(Slug Secret, string Prefix);
