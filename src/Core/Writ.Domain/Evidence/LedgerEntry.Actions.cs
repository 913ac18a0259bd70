using System.Collections.Immutable;
using System.Text.Json;
using Writ.Spiffe;

namespace Writ.Domain;

public abstract partial record LedgerEntry
{
    /// <summary>A decision on an action. When it allows, this entry is durable before the effect.</summary>
    public sealed record ActionDecided : LedgerEntry
    {
        private static readonly ImmutableArray<Effects> SingleEffects = [.. Enum.GetValues<Effects>().Where(static e => e is not (Effects.None or Effects.Unclassified))];

        /// <summary>The decision's id.</summary>
        public required DecisionId Decision { get; init; }

        /// <summary>The task.</summary>
        public required TaskId For { get; init; }

        /// <summary>The zone that asked.</summary>
        public required string Zone { get; init; }

        /// <summary>Who acts.</summary>
        public required Actor Actor { get; init; }

        /// <summary>The keyed digest of the subject: a pseudonym; the zero value when the agent acts for itself.</summary>
        public Digest256 Subject { get; init; }

        /// <summary>The writ that was presented; the zero value when the socket alone proved possession.</summary>
        public WritId Writ { get; init; }

        /// <summary>The task's intent.</summary>
        public required Slug Intent { get; init; }

        /// <summary>The release that decided.</summary>
        public required ReleaseId Release { get; init; }

        /// <summary>The action's name; only the server's for a tool that the server does not offer, since the agent made that name up.</summary>
        public required string Action { get; init; }

        /// <summary>What it does to the world.</summary>
        public required Effects Effects { get; init; }

        /// <summary>The resource's type.</summary>
        public required string ResourceType { get; init; }

        /// <summary>The keyed digest of the resource's id.</summary>
        public required Digest256 Resource { get; init; }

        /// <summary>The kind of destination.</summary>
        public required string Destination { get; init; }

        /// <summary>The keyed digest of the action's hash: exact name, exact arguments, definition.</summary>
        public required Digest256 Request { get; init; }

        /// <summary>The size of the arguments, in bytes.</summary>
        public required int ArgumentBytes { get; init; }

        /// <summary>The digest of the pinned definition.</summary>
        public Digest256 Definition { get; init; }

        /// <summary>What code had computed about it.</summary>
        public required ActionFacts Facts { get; init; }

        /// <summary>What was decided, as it stands after obligations and conditions.</summary>
        public required Verdict Verdict { get; init; }

        /// <summary>The policies that determined it.</summary>
        public required ImmutableArray<string> Determining { get; init; }

        /// <summary>The reason codes when it does not allow.</summary>
        public required ImmutableArray<string> Codes { get; init; }

        /// <summary>The obligations that were discharged, by kind.</summary>
        public required ImmutableArray<string> Obligations { get; init; }

        /// <inheritdoc />
        public override string Kind => "action.decided";

        /// <inheritdoc />
        public override TaskId Task => For;

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("decision", Decision.ToString());
            json.WriteString("verdict", Word(Verdict));
            json.WriteString("zone", Zone);
            json.WriteString("agent", Actor.Agent.ToString());
            json.WriteString("instance", Actor.Instance.ToString());
            json.WriteString("assurance", Word(Actor.Assurance));
            json.WriteString("binding", Word(Actor.Binding));
            if (!Actor.Chain.IsDefaultOrEmpty)
            {
                Write(json, "chain", Actor.Chain.Select(static i => i.ToString()));
            }

            Write(json, "subject", Subject);
            if (!Writ.IsDefault)
            {
                json.WriteString("writ", Writ.ToString());
            }

            json.WriteString("intent", Intent.ToString());
            json.WriteString("release", Release.ToString());
            json.WriteString("action", Action);
            json.WriteStartArray("effects");
            foreach (var effect in SingleEffects)
            {
                if (Effects.HasFlag(effect))
                {
                    json.WriteStringValue(Word(effect));
                }
            }

            json.WriteEndArray();
            json.WriteString("resource_type", ResourceType);
            Write(json, "resource", Resource);
            json.WriteString("destination", Destination);
            Write(json, "request", Request);
            json.WriteNumber("argument_bytes", ArgumentBytes);
            Write(json, "definition", Definition);
            json.WriteStartObject("facts");
            json.WriteBoolean("classified", Facts.Classified);
            json.WriteBoolean("pinned", Facts.Pinned);
            json.WriteBoolean("resource_known", Facts.ResourceKnown);
            json.WriteEndObject();
            Write(json, "policies", Determining);
            Write(json, "codes", Codes);
            Write(json, "obligations", Obligations);
        }
    }

    /// <summary>What came of an allowed action. An allowed action without this entry has an unknown outcome.</summary>
    /// <param name="For">The task.</param>
    /// <param name="Decision">The decision that allowed it.</param>
    /// <param name="Outcome">What came of it.</param>
    /// <param name="Result">The keyed digest of the result; the zero value when there is none.</param>
    /// <param name="ResultBytes">The size of the result, in bytes.</param>
    /// <param name="Elapsed">From forwarding to the last byte.</param>
    public sealed record ActionObserved(TaskId For, DecisionId Decision, ActionOutcome Outcome, Digest256 Result, long ResultBytes, TimeSpan Elapsed) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "action.observed";

        /// <inheritdoc />
        public override TaskId Task => For;

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("decision", Decision.ToString());
            json.WriteString("outcome", Word(Outcome));
            Write(json, "result", Result);
            json.WriteNumber("result_bytes", ResultBytes);
            json.WriteNumber("elapsed_us", (long)Elapsed.TotalMicroseconds);
        }
    }

    /// <summary>A message was refused before there was an action to decide on.</summary>
    /// <param name="Decision">The id that the refusal was given under.</param>
    /// <param name="For">The task; the zero value when none could be named.</param>
    /// <param name="Zone">The zone that refused.</param>
    /// <param name="Stage">The stage that refused.</param>
    /// <param name="Cause">Refused, cancelled, timed out, unavailable or faulted.</param>
    /// <param name="Code">The reason code.</param>
    public sealed record MessageRefused(DecisionId Decision, TaskId For, string Zone, string Stage, string Cause, string Code) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "message.refused";

        /// <inheritdoc />
        public override TaskId Task => For;

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("decision", Decision.ToString());
            json.WriteString("zone", Zone);
            json.WriteString("stage", Stage);
            json.WriteString("cause", Cause);
            json.WriteString("code", Code);
        }
    }

    /// <summary>Messages were refused whose sender nobody could name: one entry for all of an interval.</summary>
    /// <param name="Since">When the first of them was refused.</param>
    /// <param name="Counts">How many, by reason code.</param>
    public sealed record MessagesRefused(DateTimeOffset Since, ImmutableSortedDictionary<string, long> Counts) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "messages.refused";

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            Write(json, "since", Since);
            json.WriteStartObject("counts");
            foreach (var (code, count) in Counts)
            {
                json.WriteNumber(code, count);
            }

            json.WriteEndObject();
        }
    }

    /// <summary>A session with an upstream was opened for a task.</summary>
    /// <param name="For">The task.</param>
    /// <param name="Decision">The decision's id.</param>
    /// <param name="Instance">Who opened it.</param>
    /// <param name="Server">The upstream.</param>
    public sealed record SessionOpened(TaskId For, DecisionId Decision, SpiffeId Instance, Slug Server) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "session.opened";

        /// <inheritdoc />
        public override TaskId Task => For;

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("decision", Decision.ToString());
            json.WriteString("instance", Instance.ToString());
            json.WriteString("server", Server.ToString());
        }
    }
}
