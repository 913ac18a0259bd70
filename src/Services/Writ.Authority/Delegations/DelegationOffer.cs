using Writ.Domain;

namespace Writ.Authority.Delegations;

/// <summary>An offer to take up a task below another. It grants nothing by itself: that the offered task opens is decided when it is taken up, once, by whom it was offered to.</summary>
internal sealed record DelegationOffer
{
    /// <summary>The type of token that an offer is (RFC 8693 §3).</summary>
    public const string TokenType = "urn:writ:token-type:delegation";

    /// <summary>How long an offer is good for at most.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);

    /// <summary>What it is known by when it is taken up.</summary>
    public required DecisionId Decision { get; init; }

    /// <summary>The task that delegates.</summary>
    public required TaskId Parent { get; init; }

    /// <summary>The epoch in which it was made.</summary>
    public required int Epoch { get; init; }

    /// <summary>The agent, or the SPIFFE id of the instance, that may take it up.</summary>
    public required string To { get; init; }

    /// <summary>What is offered, as it was asked for: `authorization_details`. They may be personal.</summary>
    public required string Details { get; init; }

    /// <summary>The scope of the writ that was presented, when it is narrower than its task's: `authorization_details` too.</summary>
    public string? Within { get; init; }

    /// <summary>When the offer ends.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>When the offered task ends at the latest: with the delegating task, or with a narrowed writ that the offer was made by.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>What is spent when it is taken up.</summary>
    public SpendKey Taken => new("delegation", Digest256.Sha256(System.Text.Encoding.UTF8.GetBytes(Decision.ToString())));

    /// <summary>Neither to whom nor what.</summary>
    public override string ToString() => Decision.ToString();
}
