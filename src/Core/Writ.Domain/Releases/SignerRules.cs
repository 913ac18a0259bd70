using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>Who signs the release that comes after this one, and how many of them. A release without such rules asks for no signature.</summary>
/// <param name="Signers">The signers.</param>
/// <param name="Tighten">How many must have signed what only tightens; one or more.</param>
/// <param name="Loosen">How many must have signed what loosens, or cannot be told; at least as many.</param>
public sealed record SignerRules(ImmutableSortedDictionary<Slug, SignerRegistration> Signers, int Tighten, int Loosen)
{
    /// <summary>The signatures that a change needs. What is not known to tighten needs the greater number.</summary>
    public int Needed(ReleaseWeight weight) => weight is ReleaseWeight.Neutral or ReleaseWeight.Tightens ? Tighten : Loosen;
}
