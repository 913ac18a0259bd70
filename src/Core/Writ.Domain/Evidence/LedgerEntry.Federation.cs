using System.Text.Json;
using Writ.Spiffe;

namespace Writ.Domain;

public abstract partial record LedgerEntry
{
    /// <summary>Whom to believe of another trust domain changed. Written before it does.</summary>
    /// <param name="TrustDomain">Which one.</param>
    /// <param name="Sequence">The version of its bundle; null when it has none.</param>
    /// <param name="Bundle">The SHA-256 of its bundle as Writ writes it; the zero value when it is believed no more.</param>
    /// <param name="Cause">`bundle-file`, `endpoint`, or `release` when the release names it no more.</param>
    public sealed record FederatedBundleChanged(TrustDomain TrustDomain, long? Sequence, Digest256 Bundle, string Cause) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "federation.changed";

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("trust_domain", TrustDomain.ToString());
            if (Sequence is { } sequence)
            {
                json.WriteNumber("sequence", sequence);
            }

            Write(json, "bundle", Bundle);
            json.WriteString("cause", Cause);
        }
    }
}
