using System.Collections.Immutable;
using System.Text.Json;

namespace Writ.Domain;

public abstract partial record LedgerEntry
{
    /// <summary>Keys of the keyring changed. Written before they do.</summary>
    /// <param name="Made">The generations that are new, each with its purpose and number, and the digest of its public key where it has one.</param>
    /// <param name="Destroyed">Those that are destroyed.</param>
    /// <param name="Cause">`schedule`, `operator`, `revoked` or `new-epoch`.</param>
    public sealed record KeyringChanged(ImmutableArray<KeyGeneration> Made, ImmutableArray<KeyGeneration> Destroyed, string Cause) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "keyring.changed";

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            Write(json, "made", Made.Select(Named));
            Write(json, "destroyed", Destroyed.Select(Named));
            json.WriteString("cause", Cause);
        }

        private static string Named(KeyGeneration key) => key.Digest is { IsDefault: false } digest
            ? FormattableString.Invariant($"{Word(key.Purpose)}-{key.Number} {digest}")
            : FormattableString.Invariant($"{Word(key.Purpose)}-{key.Number}");
    }
}
