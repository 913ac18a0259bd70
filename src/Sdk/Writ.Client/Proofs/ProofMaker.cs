using System.Security.Cryptography;
using Writ.Jose;

namespace Writ.Client;

/// <summary>Makes the proofs of one client, all by one key that is in its memory alone. Thread-safe.</summary>
internal sealed class ProofMaker(TimeProvider time) : IDisposable
{
    private const int IdLength = 18;

    private readonly SigningKey key = SigningKey.Generate();

    /// <summary>The nonces that servers gave.</summary>
    public NonceStore Nonces { get; } = new();

    /// <summary>The thumbprint of the key, which names it in writs.</summary>
    public JwkThumbprint Thumbprint => key.PublicKey.Thumbprint;

    /// <summary>A proof for one request, never to be used again.</summary>
    public string Prove(HttpMethod method, Uri uri, string? token) => DpopProver.Prove(
        key, method.Method, uri.GetLeftPart(UriPartial.Path), Base64UrlText.Encode(RandomNumberGenerator.GetBytes(IdLength)), time.GetUtcNow(), token, Nonces.For(uri));

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
