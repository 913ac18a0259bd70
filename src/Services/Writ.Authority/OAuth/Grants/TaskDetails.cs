using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.OAuth.Grants;

/// <summary>What a client asks for by `authorization_details`: well-formed, and not believed beyond that.</summary>
internal sealed record TaskDetails
{
    /// <summary>The intent's name, as it was written.</summary>
    public required string Intent { get; init; }

    /// <summary>The intent's parameters, as texts. They may be personal.</summary>
    public ImmutableDictionary<string, string> Parameters { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What the work is; null when nobody said. It may be personal.</summary>
    public string? Goal { get; init; }

    /// <summary>What was asked for, one line; null asks for all there is to be had.</summary>
    public Scope? Scope { get; init; }

    /// <summary>For how long; null asks for as long as may be.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>How many actions the writ is for; null when they are not to be counted.</summary>
    public int? Uses { get; init; }

    /// <summary>How many tasks may stand below the one that is asked for; null for as many as its intent allows.</summary>
    public int? Depth { get; init; }

    /// <summary>To whom a task is to be delegated: an agent's name, or the SPIFFE id of one of its instances, as it was written; null when it is to be the client's own.</summary>
    public string? Delegate { get; init; }

    /// <summary>Neither parameters nor goal.</summary>
    public override string ToString() => nameof(TaskDetails);
}
