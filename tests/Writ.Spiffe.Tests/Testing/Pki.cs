using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Writ.Jose;

namespace Writ.Spiffe.Tests.Testing;

/// <summary>A trust domain of its own: a root, an intermediate, a key for tokens, and leaves both right and wrong.</summary>
internal sealed class Pki : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _intermediateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public Pki(string trustDomain = "example.org")
    {
        TrustDomain = TrustDomain.Parse(trustDomain);
        Root = X509Authority.MakeRoot(TrustDomain, Signer(_rootKey), Now.AddDays(-1), Now.AddDays(30));
        RootAuthority = new X509Authority(Root, Signer(_rootKey));
        using var intermediatePublic = ECDsa.Create(_intermediateKey.ExportParameters(false));
        Intermediate = RootAuthority.IssueIntermediate(TrustDomain, new PublicKey(intermediatePublic), Now.AddDays(-1), Now.AddDays(7));
        Authority = new X509Authority(Intermediate, Signer(_intermediateKey));
        TokenKey = SigningKey.Generate("token-key", TrustBundle.JwtUse);
        Bundle = new TrustBundle(TrustDomain, [Root], JwkSet.Of(TokenKey.PublicKey), sequence: 1, refreshHint: TimeSpan.FromMinutes(5));
    }

    public TrustDomain TrustDomain { get; }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Intermediate { get; }

    public X509Authority RootAuthority { get; }

    public X509Authority Authority { get; }

    public SigningKey TokenKey { get; }

    public TrustBundle Bundle { get; }

    public BundleSet Bundles => BundleSet.Of(Bundle);

    public SpiffeId Id(params string[] segments) => SpiffeId.FromSegments(TrustDomain, segments is [] ? ["agent", "coder", "1"] : segments);

    public static X509SignatureGenerator Signer(ECDsa key) => X509SignatureGenerator.CreateForECDsa(key);

    /// <summary>A leaf that keeps to every rule, and its key as PKCS #8.</summary>
    public (X509Certificate2 Leaf, byte[] Key) Leaf(SpiffeId id, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (Authority.Issue(id, new PublicKey(key), from ?? Now.AddMinutes(-1), until ?? Now.AddHours(1)), key.ExportPkcs8PrivateKey());
    }

    /// <summary>A leaf with extensions of the test's own, signed by the intermediate all the same.</summary>
    public X509Certificate2 LeafOf(params X509Extension[] extensions)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256);
        foreach (var extension in extensions)
            request.CertificateExtensions.Add(extension);
        return request.Create(Intermediate.SubjectName, Signer(_intermediateKey), Now.AddMinutes(-1), Now.AddHours(1), [1, 2, 3]);
    }

    public string Token(Func<JwtBuilder, JwtBuilder> claims, string? type = "JWT") => TokenKey.Sign(claims(new JwtBuilder(type)).ToDraft(TokenKey.PublicKey.KeyId));

    public string Token(SpiffeId id, ImmutableArray<string> audiences) => TokenKey.Sign(JwtSvid.Draft(id, audiences, Now, Now.AddMinutes(5), "token-key"));

    public void Dispose()
    {
        _rootKey.Dispose();
        _intermediateKey.Dispose();
        TokenKey.Dispose();
        Root.Dispose();
        Intermediate.Dispose();
    }
}
