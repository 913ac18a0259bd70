namespace Writ.Contracts;

/// <summary>An instance that joined wants to stay one. The request's DPoP proof is by the key that it joined with.</summary>
/// <param name="Instance">Its SPIFFE id.</param>
public sealed record RenewRequest(string Instance);
