namespace Writ.Domain;

/// <summary>Somebody whose signature under a release counts.</summary>
/// <param name="Name">The name.</param>
/// <param name="Thumbprint">The thumbprint of the key (RFC 7638), which names it whatever its id.</param>
/// <param name="Key">The public key as a JWK.</param>
public sealed record SignerRegistration(Slug Name, string Thumbprint, string Key);
