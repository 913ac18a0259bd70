using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Writ.Spiffe;

namespace Writ.Authority.Identity;

/// <summary>An X.509-SVID as it was issued: the chain, leaf first, without the root. The private key is whoever's asked for it.</summary>
/// <param name="Id">Whose it is.</param>
/// <param name="Chain">The leaf and the intermediate.</param>
/// <param name="Renew">When to ask for the next: half-way through its life.</param>
/// <param name="Expires">When it ends.</param>
public sealed record IssuedX509Svid(SpiffeId Id, ImmutableArray<X509Certificate2> Chain, DateTimeOffset Renew, DateTimeOffset Expires)
{
    /// <summary>The chain in DER, one certificate after the other.</summary>
    public byte[] ToDer() => [.. Chain.SelectMany(static certificate => certificate.RawData)];

    /// <summary>The id and the end.</summary>
    public override string ToString() => FormattableString.Invariant($"{Id} until {Expires:O}");
}
