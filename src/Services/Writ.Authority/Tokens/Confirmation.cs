using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Tokens;

/// <summary>
/// What the presenter of a writ has to show beside the writ itself, `cnf` (RFC 7800): one of three things, and exactly one. A writ that is good in anybody's hands
/// cannot be written down.
/// </summary>
public abstract record Confirmation
{
    private Confirmation()
    {
    }

    /// <summary>The kind, as decisions and evidence name it.</summary>
    public abstract Binding Binding { get; }

    /// <summary>`token_type` (RFC 6749 §5.1): by which scheme the writ is presented.</summary>
    public abstract string TokenType { get; }

    /// <summary>That the kernel names the writ's own instance as the peer of the local socket.</summary>
    public sealed record Socket : Confirmation
    {
        /// <inheritdoc />
        public override Binding Binding => Binding.Socket;

        /// <inheritdoc />
        public override string TokenType => "Bearer";
    }

    /// <summary>A DPoP proof by a key for each request (RFC 9449 §6.1).</summary>
    public sealed record Key : Confirmation
    {
        /// <summary>Takes the key's thumbprint.</summary>
        /// <exception cref="ArgumentException">It is the default, which is no key's.</exception>
        public Key(JwkThumbprint thumbprint) =>
            Thumbprint = thumbprint.IsDefault ? throw new ArgumentException("thumbprint is the default value", nameof(thumbprint)) : thumbprint;

        /// <summary>The key's thumbprint, `jkt`.</summary>
        public JwkThumbprint Thumbprint { get; }

        /// <inheritdoc />
        public override Binding Binding => Binding.Dpop;

        /// <inheritdoc />
        public override string TokenType => "DPoP";
    }

    /// <summary>A TLS client certificate on the very connection (RFC 8705 §3).</summary>
    public sealed record Certificate : Confirmation
    {
        /// <summary>Takes the SHA-256 of the certificate in DER.</summary>
        /// <exception cref="ArgumentException">It is the default, which is no certificate's.</exception>
        public Certificate(Digest256 thumbprint) =>
            Thumbprint = thumbprint.IsDefault ? throw new ArgumentException("thumbprint is the default value", nameof(thumbprint)) : thumbprint;

        /// <summary>The SHA-256 of the certificate in DER, `x5t#S256`.</summary>
        public Digest256 Thumbprint { get; }

        /// <inheritdoc />
        public override Binding Binding => Binding.MutualTls;

        /// <inheritdoc />
        public override string TokenType => "Bearer";
    }
}
