using Writ.Jose;

namespace Writ.Client;

/// <summary>Reads answers within bounds, strictly: one JSON object, no name twice.</summary>
internal static class Bodies
{
    /// <summary>The object in the body; null when there is none that is believed.</summary>
    public static async ValueTask<ClaimSet?> ObjectAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var type = content.Headers.ContentType?.MediaType;
        if (type is null || (!type.Equals("application/json", StringComparison.OrdinalIgnoreCase) && !type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        return await BytesAsync(content, ClaimSet.MaxLength, cancellationToken).ConfigureAwait(false) is { } bytes && ClaimSet.TryParse(bytes.Span, out var read, out _) ? read : null;
    }

    /// <summary>The body; null when it is longer than is read.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> BytesAsync(HttpContent content, int most, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var buffer = new byte[most + 1];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return read > most ? null : buffer.AsMemory(0, read);
    }
}
