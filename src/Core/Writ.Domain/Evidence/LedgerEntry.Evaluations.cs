using System.Collections.Immutable;
using System.Text.Json;

namespace Writ.Domain;

public abstract partial record LedgerEntry
{
    /// <summary>Somebody asked what would be decided on an action, and was told. Nothing was authorised.</summary>
    public sealed record ActionEvaluated : LedgerEntry
    {
        /// <summary>The id under which it was told.</summary>
        public required DecisionId Decision { get; init; }

        /// <summary>The task.</summary>
        public required TaskId For { get; init; }

        /// <summary>Who asked.</summary>
        public required Actor Actor { get; init; }

        /// <summary>The keyed digest of the subject: a pseudonym; the zero value when the agent acts for itself.</summary>
        public Digest256 Subject { get; init; }

        /// <summary>The writ that was presented; the zero value when the socket alone proved possession.</summary>
        public WritId Writ { get; init; }

        /// <summary>The release that was evaluated; the zero value when none was.</summary>
        public ReleaseId Release { get; init; }

        /// <summary>The action's name; empty when a zone knows no such action, since the asker made that name up.</summary>
        public required string Action { get; init; }

        /// <summary>What was told.</summary>
        public required Verdict Verdict { get; init; }

        /// <summary>The policies that determined it.</summary>
        public required ImmutableArray<string> Determining { get; init; }

        /// <summary>The reason codes when it does not allow.</summary>
        public required ImmutableArray<string> Codes { get; init; }

        /// <inheritdoc />
        public override string Kind => "action.evaluated";

        /// <inheritdoc />
        public override TaskId Task => For;

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("decision", Decision.ToString());
            json.WriteString("verdict", Word(Verdict));
            json.WriteString("agent", Actor.Agent.ToString());
            json.WriteString("instance", Actor.Instance.ToString());
            json.WriteString("binding", Word(Actor.Binding));
            Write(json, "subject", Subject);
            if (!Writ.IsDefault)
            {
                json.WriteString("writ", Writ.ToString());
            }

            if (!Release.IsDefault)
            {
                json.WriteString("release", Release.ToString());
            }

            json.WriteString("action", Action);
            Write(json, "policies", Determining);
            Write(json, "codes", Codes);
        }
    }
}
