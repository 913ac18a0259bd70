namespace Writ.Contracts;

/// <summary>What a writ is bound to (RFC 7800 §3.1).</summary>
/// <param name="Jkt">The thumbprint of the key of its proofs (RFC 9449 §6.2).</param>
public sealed record ConfirmationDocument(string Jkt);
