using System.Security.Cryptography;

namespace Writ.Authority.Keys;

/// <summary>One P-256 key. ECDsa promises no thread safety, so one signature is made at a time: sixteen microseconds.</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly ECDsa key = ECDsa.Create();
    private readonly Lock gate = new();

    public SigningKey(ReadOnlySpan<byte> pkcs8)
    {
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        PublicKey = key.ExportSubjectPublicKeyInfo();
    }

    public ReadOnlyMemory<byte> PublicKey { get; }

    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (gate)
        {
            return key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            key.Dispose();
        }
    }
}
