using System.Collections.Immutable;
using System.Text.Json;
using Writ.Spiffe;

namespace Writ.Domain;

public abstract partial record LedgerEntry
{
    /// <summary>A new epoch began: at the first start, because the store does not hold what its anchor remembers, or because everything was revoked. Earlier authority is dead.</summary>
    /// <param name="Epoch">The epoch that began.</param>
    /// <param name="Cause">`first-start`, `behind-anchor`, `no-anchor` when a store that has entries lost its anchor, or `revoked`.</param>
    public sealed record EpochStarted(int Epoch, string Cause) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "epoch.started";

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteNumber("epoch", Epoch);
            json.WriteString("cause", Cause);
        }
    }

    /// <summary>Outcomes and refusals were handed over faster than the store could take them, and are not in the ledger.</summary>
    /// <param name="Count">How many entries there would have been.</param>
    public sealed record EvidenceLost(long Count) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "evidence.lost";

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json) => json.WriteNumber("count", Count);
    }

    /// <summary>A release came into force.</summary>
    /// <param name="Release">The release.</param>
    /// <param name="Previous">The one before; the zero value when none.</param>
    public sealed record ReleaseActivated(ReleaseId Release, ReleaseId Previous) : LedgerEntry
    {
        /// <summary>Its sequence number; zero where none is told.</summary>
        public long Sequence { get; init; }

        /// <summary>How it came: `folder` or `rollback`; empty where it is not told.</summary>
        public string Cause { get; init; } = "";

        /// <summary>The signers whose signatures counted.</summary>
        public ImmutableArray<Slug> Signers { get; init; } = [];

        /// <summary>What the folder held and was passed over; the zero value when nothing was.</summary>
        public ReleaseId PassedOver { get; init; }

        /// <inheritdoc />
        public override string Kind => "release.activated";

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("release", Release.ToString());
            if (!Previous.IsDefault)
            {
                json.WriteString("previous", Previous.ToString());
            }

            if (Sequence > 0)
            {
                json.WriteNumber("sequence", Sequence);
            }

            if (Cause.Length > 0)
            {
                json.WriteString("cause", Cause);
            }

            if (!Signers.IsEmpty)
            {
                Write(json, "signers", Signers.Select(static s => s.ToString()));
            }

            if (!PassedOver.IsDefault)
            {
                json.WriteString("passed_over", PassedOver.ToString());
            }
        }
    }

    /// <summary>An instance ended.</summary>
    /// <param name="Instance">Which one.</param>
    /// <param name="Cause">`exited`, `lost` or `shutdown`.</param>
    public sealed record InstanceEnded(SpiffeId Instance, string Cause) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "instance.ended";

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("instance", Instance.ToString());
            json.WriteString("cause", Cause);
        }
    }

    /// <summary>A tool's definition was pinned.</summary>
    /// <param name="Tool">Which tool.</param>
    /// <param name="Digest">The digest of its definition.</param>
    public sealed record DefinitionPinned(ActionName Tool, Digest256 Digest) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "definition.pinned";

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("tool", Tool.ToString());
            Write(json, "definition", Digest);
        }
    }

    /// <summary>Something was contained, or a containment ended.</summary>
    /// <param name="Key">What.</param>
    /// <param name="Contained">True when it was contained, false when restored.</param>
    /// <param name="By">Which operator credential or part of Writ.</param>
    public sealed record Containment(ContainmentKey Key, bool Contained, string By) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => Contained ? "containment.set" : "containment.ended";

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("what", Word(Key.Kind));
            json.WriteString("name", Key.Name);
            json.WriteString("by", By);
        }
    }

    /// <summary>Keys of the identity authority changed. Written before they do.</summary>
    /// <param name="Made">The digests of the public keys that are new, each with what it signs and its number.</param>
    /// <param name="Destroyed">Those that are destroyed.</param>
    /// <param name="Cause">`first-start`, `schedule`, `expired`, `operator`, `revoked` or `new-epoch`.</param>
    public sealed record IdentityKeysChanged(ImmutableArray<IdentityKey> Made, ImmutableArray<IdentityKey> Destroyed, string Cause) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "keys.changed";

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            Write(json, "made", Made.Select(Named));
            Write(json, "destroyed", Destroyed.Select(Named));
            json.WriteString("cause", Cause);
        }

        private static string Named(IdentityKey key) => FormattableString.Invariant($"{Word(key.Kind)}-{key.Number} {key.Digest}");
    }

    /// <summary>An X.509-SVID was issued. Written before it leaves.</summary>
    /// <param name="Holder">Whose it is.</param>
    /// <param name="Certificate">The SHA-256 of the leaf.</param>
    /// <param name="Expires">When it ends.</param>
    public sealed record X509SvidIssued(SpiffeId Holder, Digest256 Certificate, DateTimeOffset Expires) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "certificate.issued";

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("holder", Holder.ToString());
            Write(json, "certificate", Certificate);
            Write(json, "expires", Expires);
        }
    }

    /// <summary>A JWT-SVID was issued. Written before it leaves.</summary>
    /// <param name="Holder">Whose it is.</param>
    /// <param name="Audience">The keyed digest of whom it is for: the caller chooses the words.</param>
    /// <param name="Expires">When it ends.</param>
    public sealed record JwtSvidIssued(SpiffeId Holder, Digest256 Audience, DateTimeOffset Expires) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "token.issued";

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("holder", Holder.ToString());
            Write(json, "audience", Audience);
            Write(json, "expires", Expires);
        }
    }
}
