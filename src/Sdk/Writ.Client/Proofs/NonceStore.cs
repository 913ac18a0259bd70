using System.Collections.Concurrent;

namespace Writ.Client;

/// <summary>The newest nonce that each origin gave for proofs (RFC 9449 §8.2). Thread-safe, and bounded: it is filled by the few origins that a client speaks to.</summary>
internal sealed class NonceStore
{
    private const string Header = "DPoP-Nonce";
    private const int MaxLength = 512;
    private const int MaxOrigins = 16;

    private readonly ConcurrentDictionary<string, string> known = new(StringComparer.Ordinal);

    /// <summary>The nonce to put into a proof for this URI; null when its origin gave none.</summary>
    public string? For(Uri uri) => known.GetValueOrDefault(Origin(uri));

    /// <summary>Remembers what came with an answer; whether there was a nonce.</summary>
    public bool Learn(Uri uri, HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues(Header, out var values) || values.ToArray() is not [{ Length: > 0 and <= MaxLength } nonce] || !nonce.All(IsNonceCharacter))
        {
            return false;
        }

        var origin = Origin(uri);
        if (known.Count < MaxOrigins || known.ContainsKey(origin))
        {
            known[origin] = nonce;
        }

        return true;
    }

    private static string Origin(Uri uri) => uri.GetLeftPart(UriPartial.Authority);

    // NQCHAR (RFC 6749 Appendix A).
    private static bool IsNonceCharacter(char c) => c is '!' or (>= '#' and <= '[') or (>= ']' and <= '~');
}
