using System.Security.Cryptography;
using Writ.Domain;

namespace Writ.Authority.Keys;

/// <summary>A key of the identity authority with its private half.</summary>
/// <param name="Public">The public side.</param>
/// <param name="Pkcs8">The private key.</param>
/// <param name="IsKept">Whether it is in the file.</param>
internal sealed record HeldKey(IdentityKey Public, byte[] Pkcs8, bool IsKept) : IDisposable
{
    public SigningKey Signing { get; } = new(Pkcs8);

    public bool Is(IdentityKey key) => Public.Kind == key.Kind && Public.Number == key.Number && Public.PublicKey.Span.SequenceEqual(key.PublicKey.Span);

    public void Dispose()
    {
        Signing.Dispose();
        CryptographicOperations.ZeroMemory(Pkcs8);
    }

    /// <summary>The public side; nothing of the key.</summary>
    public override string ToString() => Public.ToString();
}
