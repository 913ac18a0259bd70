using System.Collections.Immutable;
using System.Text.Json;

namespace Writ.Domain;

public abstract partial record LedgerEntry
{
    /// <summary>A task was opened: a decision by a release's policies.</summary>
    /// <param name="Opened">The task.</param>
    /// <param name="Parameters">The keyed digest of its parameters.</param>
    /// <param name="Subject">The keyed digest of its subject, a pseudonym; the zero value when the agent acts for itself.</param>
    /// <param name="Determining">The policies that allowed it.</param>
    public sealed record TaskOpened(AgentTask Opened, Digest256 Parameters, Digest256 Subject, ImmutableArray<string> Determining) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "task.opened";

        /// <inheritdoc />
        public override TaskId Task => Opened.Id;

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("agent", Opened.Actor.Agent.ToString());
            json.WriteString("instance", Opened.Actor.Instance.ToString());
            json.WriteString("assurance", Word(Opened.Actor.Assurance));
            json.WriteString("intent", Opened.Intent.ToString());
            json.WriteString("release", Opened.Release.ToString());
            json.WriteString("channel", Word(Opened.Channel));
            Write(json, "parameters", Parameters);
            Write(json, "subject", Subject);
            Write(json, "deadline", Opened.Deadline);
            if (!Opened.Parent.IsDefault)
            {
                json.WriteString("parent", Opened.Parent.ToString());
                Write(json, "chain", Opened.Actor.Chain.Select(static i => i.ToString()));
            }

            Write(json, "policies", Determining);
        }
    }

    /// <summary>A task was refused before it was opened.</summary>
    /// <param name="Decision">The id that the refusal was given under.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="Intent">The intent.</param>
    /// <param name="Release">The release that refused; the zero value when a law did before one was asked.</param>
    /// <param name="Codes">The reason codes.</param>
    public sealed record TaskRefused(DecisionId Decision, Slug Agent, Slug Intent, ReleaseId Release, ImmutableArray<string> Codes) : LedgerEntry
    {
        /// <summary>The task that would have delegated it; the zero value when none would.</summary>
        public TaskId From { get; init; }

        /// <inheritdoc />
        public override string Kind => "task.refused";

        /// <inheritdoc />
        public override TaskId Task => From;

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("decision", Decision.ToString());
            json.WriteString("agent", Agent.ToString());
            json.WriteString("intent", Intent.ToString());
            if (!Release.IsDefault)
            {
                json.WriteString("release", Release.ToString());
            }

            Write(json, "codes", Codes);
        }
    }

    /// <summary>A task was offered to another agent: a decision by a release's policies. The task that comes of it is another.</summary>
    /// <param name="From">The task that delegates.</param>
    /// <param name="Decision">The decision's id.</param>
    /// <param name="Instance">Who delegates.</param>
    /// <param name="To">The agent, or the instance of it, that may take the offer up.</param>
    /// <param name="Intent">The intent that may be taken up.</param>
    /// <param name="Release">The release that decided.</param>
    /// <param name="Determining">The policies that allowed it.</param>
    /// <param name="Expires">When the offer ends.</param>
    public sealed record TaskOffered(
        TaskId From, DecisionId Decision, Writ.Spiffe.SpiffeId Instance, string To, Slug Intent, ReleaseId Release, ImmutableArray<string> Determining, DateTimeOffset Expires) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "task.offered";

        /// <inheritdoc />
        public override TaskId Task => From;

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("decision", Decision.ToString());
            json.WriteString("instance", Instance.ToString());
            json.WriteString("to", To);
            json.WriteString("intent", Intent.ToString());
            json.WriteString("release", Release.ToString());
            Write(json, "policies", Determining);
            Write(json, "expires", Expires);
        }
    }

    /// <summary>A task went along an edge.</summary>
    /// <param name="Moved">The task.</param>
    /// <param name="Edge">Which edge.</param>
    /// <param name="To">The state it reached.</param>
    /// <param name="Cause">As in `command-exited`, `deadline`, `idle`, `operator`, `instance-lost`.</param>
    public sealed record TaskMoved(TaskId Moved, TaskEdge Edge, TaskState To, string Cause) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "task.moved";

        /// <inheritdoc />
        public override TaskId Task => Moved;

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("edge", Word(Edge));
            json.WriteString("to", Word(To));
            json.WriteString("cause", Cause);
        }
    }

    /// <summary>A writ was issued.</summary>
    /// <param name="For">The task.</param>
    /// <param name="Writ">The writ's id.</param>
    /// <param name="Audience">Where it may be used.</param>
    /// <param name="Binding">What it is bound to.</param>
    /// <param name="Expires">When it ends.</param>
    public sealed record WritIssued(TaskId For, WritId Writ, string Audience, Binding Binding, DateTimeOffset Expires) : LedgerEntry
    {
        /// <summary>The writ it was exchanged for; the zero value when it was not.</summary>
        public WritId From { get; init; }

        /// <summary>The keyed digest of the scope it was narrowed to; the zero value when it has its task's.</summary>
        public Digest256 Narrowed { get; init; }

        /// <summary>How many actions may be done with it; null when they are not counted.</summary>
        public int? Uses { get; init; }

        /// <inheritdoc />
        public override string Kind => "writ.issued";

        /// <inheritdoc />
        public override TaskId Task => For;

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("writ", Writ.ToString());
            json.WriteString("audience", Audience);
            json.WriteString("binding", Word(Binding));
            Write(json, "expires", Expires);
            if (!From.IsDefault)
            {
                json.WriteString("from", From.ToString());
            }

            Write(json, "narrowed", Narrowed);
            if (Uses is { } uses)
            {
                json.WriteNumber("uses", uses);
            }
        }
    }

    /// <summary>A writ was taken back by its holder.</summary>
    /// <param name="For">The task.</param>
    /// <param name="Writ">The writ's id.</param>
    public sealed record WritRevoked(TaskId For, WritId Writ) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "writ.revoked";

        /// <inheritdoc />
        public override TaskId Task => For;

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json) => json.WriteString("writ", Writ.ToString());
    }
}
