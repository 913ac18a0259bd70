using System.Collections.Immutable;

namespace Writ.Jose;

/// <summary>The request a proof has to be for (RFC 9449 §4.3). Nothing that guards has a default.</summary>
public sealed class DpopExpectations
{
    /// <summary>The request's method, compared as characters.</summary>
    public required string Method { get; init; }

    /// <summary>The request's absolute http or https uri; query and fragment do not count.</summary>
    /// <exception cref="ArgumentException">The uri is none.</exception>
    public required string Uri
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = HttpUri.TryNormalize(value, out var normal) ? normal : throw new ArgumentException("uri is not an absolute http uri", nameof(value));
        }
    }

    /// <summary>The access token presented with the proof, whose hash it must hold; null where none is, as at a token endpoint.</summary>
    public required string? AccessToken { get; init; }

    /// <summary>The nonces that are current, of which the proof must hold one; empty demands none.</summary>
    public required ImmutableArray<string> Nonces { get; init; }

    /// <summary>How old a proof may be; remember a <c>jti</c> at least this long, and <see cref="MaxAhead"/>, to refuse a replay (§11.1).</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>How far the client's clock may be ahead.</summary>
    public required TimeSpan MaxAhead { get; init; }
}
