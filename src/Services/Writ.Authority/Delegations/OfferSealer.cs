using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Delegations;

/// <summary>
/// Makes an offer a token and reads it back. The token is sealed with Writ's own key: whoever carries it learns nothing of the parameters in it, and can change nothing.
/// It is no credential: it is good once, and only in the hands of whom it names.
/// </summary>
internal sealed class OfferSealer(IKeyring keyring, TrustDomain trustDomain)
{
    /// <summary>What an offer's token begins with.</summary>
    public const string Prefix = "wdl_";

    /// <summary>The longest token, which leaves room for the rest of the form that it is exchanged by.</summary>
    public const int MaxLength = 24 * 1024;

    // It is sealed, so nothing in it needs to be escaped for wherever it is shown.
    private static readonly JsonWriterOptions Writing = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The token of an offer.</summary>
    public string Seal(DelegationOffer offer)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            json.WriteNumber("v", 1);
            json.WriteString("decision", offer.Decision.ToString());
            json.WriteString("parent", offer.Parent.ToString());
            json.WriteNumber("epoch", offer.Epoch);
            json.WriteString("to", offer.To);
            json.WriteString("details", offer.Details);
            if (offer.Within is not null)
            {
                json.WriteString("within", offer.Within);
            }

            json.WriteNumber("expires", offer.Expires.UtcTicks);
            json.WriteNumber("deadline", offer.Deadline.UtcTicks);
            json.WriteEndObject();
        }

        return Prefix + Base64Url.EncodeToString(keyring.Seal(buffer.WrittenSpan, Context()));
    }

    /// <summary>Reads a token; null when this trust domain's key did not seal it.</summary>
    public DelegationOffer? Open(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (token.Length > MaxLength || !token.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(token.AsSpan(Prefix.Length)))
        {
            return null;
        }

        return keyring.Open(Base64Url.DecodeFromChars(token.AsSpan(Prefix.Length)), Context()) is { } plain ? Read(plain) : null;
    }

    // What is read here was written here: it was sealed.
    private static DelegationOffer Read(byte[] plain)
    {
        using var document = JsonDocument.Parse(plain);
        var root = document.RootElement;
        return new DelegationOffer
        {
            Decision = DecisionId.Parse(root.GetProperty("decision").GetString()!),
            Parent = TaskId.Parse(root.GetProperty("parent").GetString()!),
            Epoch = root.GetProperty("epoch").GetInt32(),
            To = root.GetProperty("to").GetString()!,
            Details = root.GetProperty("details").GetString()!,
            Within = root.TryGetProperty("within", out var within) ? within.GetString() : null,
            Expires = new DateTimeOffset(root.GetProperty("expires").GetInt64(), TimeSpan.Zero),
            Deadline = new DateTimeOffset(root.GetProperty("deadline").GetInt64(), TimeSpan.Zero),
        };
    }

    private byte[] Context() => Encoding.UTF8.GetBytes($"writ delegation v1\n{trustDomain}");
}
