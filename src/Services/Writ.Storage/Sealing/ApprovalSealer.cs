using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Storage;

/// <summary>
/// Seals what is pending of an approval (AES-256-GCM) under a key that is made for it alone and kept nowhere but beside it, itself sealed by the keyring.
/// Without those few bytes what they sealed is gone, wherever a copy of it may be. Bound to trust domain, id and request, so that it cannot be put under another approval.
/// </summary>
internal sealed class ApprovalSealer(IKeyring keyring, TrustDomain trustDomain)
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Seals it: nonce, ciphertext, tag.</summary>
    public SealedPending Seal(Approval approval, PendingAction pending)
    {
        var context = Context(approval.Id, approval.Binding.Request);
        var plain = ToBytes(pending);
        Span<byte> key = stackalloc byte[KeyLength];
        try
        {
            RandomNumberGenerator.Fill(key);
            var made = new byte[NonceLength + plain.Length + TagLength];
            var nonce = made.AsSpan(0, NonceLength);
            RandomNumberGenerator.Fill(nonce);
            using var cipher = new AesGcm(key, TagLength);
            cipher.Encrypt(nonce, plain, made.AsSpan(NonceLength, plain.Length), made.AsSpan(NonceLength + plain.Length), context);
            return new SealedPending(keyring.Seal(key, context), made);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Opens it; null when it is not this approval's, was sealed under another key, or was altered.</summary>
    public PendingAction? Open(ApprovalId id, Digest256 request, ReadOnlySpan<byte> wrappedKey, ReadOnlySpan<byte> sealedBytes)
    {
        var context = Context(id, request);
        if (sealedBytes.Length < NonceLength + TagLength || keyring.Open(wrappedKey, context) is not { Length: KeyLength } key)
        {
            return null;
        }

        var plain = new byte[sealedBytes.Length - NonceLength - TagLength];
        try
        {
            using var cipher = new AesGcm(key, TagLength);
            cipher.Decrypt(sealedBytes[..NonceLength], sealedBytes[NonceLength..^TagLength], sealedBytes[^TagLength..], plain, context);
            return Read(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private byte[] Context(ApprovalId id, Digest256 request) => Encoding.UTF8.GetBytes($"writ approval v1\n{trustDomain}\n{id}\n{request}");

    // By UTF-16 units where a text may not be well-formed: what comes out is what went in.
    private static byte[] ToBytes(PendingAction pending)
    {
        var buffer = new ArrayBufferWriter<byte>(pending.Arguments.Length * 2);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("v", 1);
        json.WriteBase64String("arguments", pending.Arguments.Span);
        json.WriteString("resource_type", pending.ResourceType);
        json.WriteBase64String("resource", Encoding.Unicode.GetBytes(pending.ResourceId));
        json.WriteString("destination_kind", pending.Destination.Kind);
        json.WriteBase64String("destination", Encoding.Unicode.GetBytes(pending.Destination.Name));
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static PendingAction Read(ReadOnlyMemory<byte> plain)
    {
        using var document = JsonDocument.Parse(plain);
        var root = document.RootElement;
        return new PendingAction(
            root.GetProperty("arguments").GetBytesFromBase64(),
            root.GetProperty("resource_type").GetString() ?? "",
            Encoding.Unicode.GetString(root.GetProperty("resource").GetBytesFromBase64()),
            new Destination(root.GetProperty("destination_kind").GetString() ?? "", Encoding.Unicode.GetString(root.GetProperty("destination").GetBytesFromBase64())));
    }
}
