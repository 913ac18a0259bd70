using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Writ.Domain;
using Writ.Jose;
using Writ.Spiffe;

namespace Writ.Authority.Tokens;

/// <summary>The claim `cnf` of a writ: an object of exactly one member (RFC 7800 §3.1, RFC 8705 §3.1, RFC 9449 §6.1).</summary>
internal static class ConfirmationClaim
{
    public const string Name = "cnf";

    private const string Key = "jkt";
    private const string Certificate = "x5t#S256";

    // The SPIFFE id of the instance whose attested socket the writ is good on; none but the writ's own.
    private const string Instance = "urn:writ:instance";

    /// <summary>Writes the claim's value.</summary>
    public static void Write(Utf8JsonWriter json, Confirmation confirmation, SpiffeId instance)
    {
        json.WriteStartObject();
        switch (confirmation)
        {
            case Confirmation.Key key:
                json.WriteString(Key, key.Thumbprint.ToString());
                break;
            case Confirmation.Certificate certificate:
                json.WriteString(Certificate, Text(certificate.Thumbprint));
                break;
            case Confirmation.Socket:
                json.WriteString(Instance, instance.ToString());
                break;
            default:
                throw new ArgumentException("an unknown confirmation", nameof(confirmation));
        }

        json.WriteEndObject();
    }

    /// <summary>Reads the claim of a token about an instance; null when it is not there, binds to nothing that is known, or to more than one thing.</summary>
    public static Confirmation? Read(ClaimSet claims, SpiffeId instance)
    {
        // INVARIANT: one member. What names two things would be good with either, and what names an unknown one with none.
        if (!claims.TryGetObject(Name, out var confirmation) || confirmation.Names.Count != 1)
        {
            return null;
        }

        return confirmation.TryGetString(Key, out var key) && JwkThumbprint.TryParse(key, out var thumbprint) ? new Confirmation.Key(thumbprint)
            : confirmation.TryGetString(Certificate, out var certificate) && TryRead(certificate, out var digest) ? new Confirmation.Certificate(digest)
            : confirmation.TryGetString(Instance, out var named) && string.Equals(named, instance.ToString(), StringComparison.Ordinal) ? new Confirmation.Socket()
            : null;
    }

    /// <summary>A certificate's thumbprint as `x5t#S256` has it: 43 characters of base64url.</summary>
    public static string Text(Digest256 thumbprint) => Base64Url.EncodeToString(thumbprint.ToArray());

    private static bool TryRead(string text, out Digest256 digest)
    {
        // The platform's reader takes white space and padding: only the one spelling that is written here is read.
        Span<byte> bytes = stackalloc byte[Digest256.Length];
        digest = Base64Url.DecodeFromChars(text, bytes, out _, out var written) is OperationStatus.Done && written == Digest256.Length ? new Digest256(bytes) : default;
        return !digest.IsDefault && string.Equals(Text(digest), text, StringComparison.Ordinal);
    }
}
