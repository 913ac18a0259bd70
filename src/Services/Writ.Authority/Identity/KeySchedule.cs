using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Identity;

/// <summary>
/// Says which keys are due. Each is replaced at half its life, so the old and the new overlap for the other half; it goes when it has ended. An intermediate is
/// replaced as well when another root has begun to sign.
/// </summary>
internal sealed class KeySchedule(IIdentityKeys keys, TrustDomain trustDomain, IdentityOptions options)
{
    /// <summary>What is to be made and destroyed at an instant; mostly nothing.</summary>
    public (ImmutableArray<IdentityKey> Made, ImmutableArray<IdentityKey> Destroyed) Due(DateTimeOffset now)
    {
        var all = keys.All;
        var made = ImmutableArray.CreateBuilder<IdentityKey>();
        if (IsDue(all, IdentityKeyKind.Root, options.Root, now))
        {
            made.Add(Root(now));
        }

        // The first root signs at once; a later one when it was published for long enough.
        var root = SigningState.Signs(all, IdentityKeyKind.Root, options, now) ?? made[0];
        if (IsDue(all, IdentityKeyKind.Intermediate, options.Signing, now) || !IsFrom(all.Last(static k => k.Kind == IdentityKeyKind.Intermediate), root))
        {
            made.Add(Intermediate(root, now));
        }

        if (IsDue(all, IdentityKeyKind.Jwt, options.Signing, now))
        {
            made.Add(keys.Make(IdentityKeyKind.Jwt, now, now + options.Signing));
        }

        return (made.ToImmutable(), [.. all.Where(k => k.Ends <= now)]);
    }

    /// <summary>A new key of each kind.</summary>
    public ImmutableArray<IdentityKey> Anew(DateTimeOffset now)
    {
        var root = Root(now);
        return [root, Intermediate(root, now), keys.Make(IdentityKeyKind.Jwt, now, now + options.Signing)];
    }

    private static bool IsDue(ImmutableArray<IdentityKey> all, IdentityKeyKind kind, TimeSpan life, DateTimeOffset now) =>
        !all.Any(k => k.Kind == kind && now < k.Made + (life / 2) && now < k.Ends);

    private static bool IsFrom(IdentityKey intermediate, IdentityKey root)
    {
        using var below = X509CertificateLoader.LoadCertificate(intermediate.Certificate.Span);
        using var above = X509CertificateLoader.LoadCertificate(root.Certificate.Span);
        return below.IssuerName.RawData.AsSpan().SequenceEqual(above.SubjectName.RawData);
    }

    private IdentityKey Root(DateTimeOffset now)
    {
        var key = keys.Make(IdentityKeyKind.Root, now, now + options.Root);
        using var certificate = X509Authority.MakeRoot(trustDomain, new IdentityKeySigner(keys, key), now - options.Backdating, key.Ends);
        return key with { Certificate = certificate.RawData };
    }

    private IdentityKey Intermediate(IdentityKey root, DateTimeOffset now)
    {
        var key = keys.Make(IdentityKeyKind.Intermediate, now, now + options.Signing < root.Ends ? now + options.Signing : root.Ends);
        using var above = X509CertificateLoader.LoadCertificate(root.Certificate.Span);
        using var certificate = new X509Authority(above, new IdentityKeySigner(keys, root))
            .IssueIntermediate(trustDomain, PublicKey.CreateFromSubjectPublicKeyInfo(key.PublicKey.Span, out _), now - options.Backdating, key.Ends);
        return key with { Certificate = certificate.RawData };
    }
}
