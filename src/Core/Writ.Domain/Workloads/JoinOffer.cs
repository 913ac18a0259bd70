namespace Writ.Domain;

/// <summary>A join token that was given out and not taken yet, by its digest alone.</summary>
/// <param name="Token">The SHA-256 of the token.</param>
/// <param name="Agent">Whose instance its holder becomes.</param>
/// <param name="Until">When it ends.</param>
public sealed record JoinOffer(Digest256 Token, Slug Agent, DateTimeOffset Until);
