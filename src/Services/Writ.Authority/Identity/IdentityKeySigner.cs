using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Writ.Domain;

namespace Writ.Authority.Identity;

/// <summary>Signs certificates with a key that stays with its keeper.</summary>
internal sealed class IdentityKeySigner(IIdentityKeys keys, IdentityKey key) : X509SignatureGenerator
{
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";

    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm)
    {
        if (hashAlgorithm != HashAlgorithmName.SHA256)
        {
            throw new ArgumentOutOfRangeException(nameof(hashAlgorithm), hashAlgorithm, "this key signs over SHA-256");
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(EcdsaWithSha256);
        }

        return writer.Encode();
    }

    // Certificates carry r and s as a sequence of integers (RFC 3279 §2.2.3), the keeper gives them side by side.
    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm)
    {
        var signature = keys.Sign(key, data);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(Trimmed(signature.AsSpan(0, signature.Length / 2)));
            writer.WriteIntegerUnsigned(Trimmed(signature.AsSpan(signature.Length / 2)));
        }

        return writer.Encode();
    }

    protected override PublicKey BuildPublicKey() => System.Security.Cryptography.X509Certificates.PublicKey.CreateFromSubjectPublicKeyInfo(key.PublicKey.Span, out _);

    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> integer)
    {
        while (integer.Length > 1 && integer[0] == 0)
        {
            integer = integer[1..];
        }

        return integer;
    }
}
