using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Writ.Domain;
using Writ.Jose;
using Writ.Spiffe;

namespace Writ.Authority.Identity;

/// <summary>What signs at one time, and what others are to believe. Made anew whenever the keys change or a published key's time to sign has come; never changed.</summary>
internal sealed class SigningState
{
    private readonly IIdentityKeys keys;
    private readonly IdentityKey tokenKey;
    private readonly string tokenKeyId;

    private SigningState(IIdentityKeys keys, X509Authority issuer, IdentityKey tokenKey, TrustBundle bundle)
    {
        this.keys = keys;
        this.tokenKey = tokenKey;
        tokenKeyId = Jwk(tokenKey).KeyId ?? "";
        Issuer = issuer;
        Bundle = bundle;
    }

    /// <summary>The intermediate that signs leaves.</summary>
    public X509Authority Issuer { get; }

    /// <summary>What others verify with.</summary>
    public TrustBundle Bundle { get; }

    /// <summary>The state of these keys at an instant.</summary>
    /// <exception cref="InvalidOperationException">There is no intermediate or no key of tokens.</exception>
    public static SigningState Of(IIdentityKeys keys, TrustDomain trustDomain, IdentityOptions options, DateTimeOffset now)
    {
        var all = keys.All;
        var intermediate = Signs(all, IdentityKeyKind.Intermediate, options, now) ?? throw new InvalidOperationException("the authority has no intermediate");
        var token = Signs(all, IdentityKeyKind.Jwt, options, now) ?? throw new InvalidOperationException("the authority has no key of tokens");
        ImmutableArray<X509Certificate2> roots = [.. all.Where(static k => k.Kind == IdentityKeyKind.Root).Select(static k => X509CertificateLoader.LoadCertificate(k.Certificate.Span))];
        var tokens = all.Where(static k => k.Kind == IdentityKeyKind.Jwt).Select(Jwk).ToArray();

        // Every generation that ever was counts, so the sequence grows with each change and never falls.
        var sequence = (all.GroupBy(static k => k.Kind).Sum(static g => (long)g.Max(static k => k.Number)) * 2) - all.Length;
        return new SigningState(
            keys,
            new X509Authority(X509CertificateLoader.LoadCertificate(intermediate.Certificate.Span), new IdentityKeySigner(keys, intermediate)),
            token,
            new TrustBundle(trustDomain, roots, JwkSet.Of(tokens), sequence, options.RefreshHint));
    }

    /// <summary>The key of a kind that signs at an instant: the newest that was published for long enough, or the oldest when none was.</summary>
    public static IdentityKey? Signs(ImmutableArray<IdentityKey> all, IdentityKeyKind kind, IdentityOptions options, DateTimeOffset now)
    {
        var live = all.Where(k => k.Kind == kind && k.Ends > now).OrderBy(static k => k.Number).ToArray();

        // Nobody has to know an intermediate beforehand: it comes along with each leaf.
        var lead = kind == IdentityKeyKind.Intermediate ? TimeSpan.Zero : options.Lead;
        return live.LastOrDefault(k => k.Made + lead <= now) ?? live.FirstOrDefault();
    }

    /// <summary>Whether the other signs with the same keys, and says the same of whom to believe.</summary>
    public bool IsLike(SigningState other) =>
        Bundle.Sequence == other.Bundle.Sequence && tokenKeyId == other.tokenKeyId && Issuer.Certificate.RawDataMemory.Span.SequenceEqual(other.Issuer.Certificate.RawDataMemory.Span);

    /// <summary>Signs a token.</summary>
    public string IssueJwt(SpiffeId id, ImmutableArray<string> audiences, DateTimeOffset now, DateTimeOffset expires)
    {
        var draft = JwtSvid.Draft(id, audiences, now, expires < tokenKey.Ends ? expires : tokenKey.Ends, tokenKeyId);
        return draft.Complete(keys.Sign(tokenKey, draft.SigningInput));
    }

    private static PublicJwk Jwk(IdentityKey key)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(key.PublicKey.Span, out _);
        return PublicJwk.FromEcdsa(ecdsa, keyId: null, TrustBundle.JwtUse);
    }
}
