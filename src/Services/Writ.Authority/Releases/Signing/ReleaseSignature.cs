using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Releases.Signing;

/// <summary>
/// A signature under a release: a JWS of its own type whose payload names the release by its content and the sequence number that it is to come into force with.
/// Nothing else that a signer's key may sign reads as one.
/// </summary>
/// <param name="Release">The release.</param>
/// <param name="Sequence">The sequence number; one or more.</param>
public sealed record ReleaseSignature(ReleaseId Release, long Sequence)
{
    private const string Type = "writ-release+jws";
    private const string Context = "writ release v1";

    /// <summary>Signs a release with a signer's key; gives the signature in compact form.</summary>
    public static string Make(SigningKey key, ReleaseId release, long sequence)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("context", Context);
            json.WriteString("release", release.ToString());
            json.WriteNumber("sequence", sequence);
            json.WriteEndObject();
        }

        return key.Sign(JwsDraft.Create(Type, key.PublicKey.Thumbprint.ToString(), buffer.WrittenSpan));
    }

    /// <summary>Verifies a signature under the signers' keys; says whose it is, or why it does not count.</summary>
    internal static bool TryVerify(
        string compact, SignerRules rules, [NotNullWhen(true)] out ReleaseSignature? signature, [NotNullWhen(true)] out SignerRegistration? signer, [NotNullWhen(false)] out string? problem)
    {
        signature = null;
        signer = null;
        problem = null;
        if (!UnverifiedJws.TryParse(compact, out var token, out var refusal))
        {
            problem = refusal.Describe();
        }
        else if (!string.Equals(token.Header.Type, Type, StringComparison.Ordinal))
        {
            problem = "it is not a signature under a release";
        }
        else if ((signer = rules.Signers.Values.FirstOrDefault(s => string.Equals(s.Thumbprint, token.Header.KeyId, StringComparison.Ordinal))) is null)
        {
            problem = "it was made with a key of no signer of the release in force";
        }
        else if (!PublicJwk.TryParse(System.Text.Encoding.UTF8.GetBytes(signer.Key), out var key, out refusal) || token.Verify(key) is not JwsVerification.Verified verified)
        {
            problem = $"it is not signed by `{signer.Name}`, as it says";
        }
        else if (Read(verified.Token.Payload.Span) is not { } read)
        {
            problem = "it names no release and sequence number";
        }
        else
        {
            signature = read;
        }

        return signature is not null && signer is not null;
    }

    private static ReleaseSignature? Read(ReadOnlySpan<byte> payload) =>
        ClaimSet.TryParse(payload, out var claims, out _)
        && claims.TryGetString("context", out var context) && string.Equals(context, Context, StringComparison.Ordinal)
        && claims.TryGetString("release", out var text) && ReleaseId.TryParse(text, null, out var release)
        && claims.TryGetInt64("sequence", out var sequence) && sequence > 0
            ? new ReleaseSignature(release, sequence)
            : null;
}
