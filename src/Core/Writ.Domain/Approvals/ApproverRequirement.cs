using System.Diagnostics.CodeAnalysis;

namespace Writ.Domain;

/// <summary>Who has to approve, as a policy's `@approval` says it: `owner`, `team:NAME` or `two-person`. The zero value is nobody.</summary>
public readonly struct ApproverRequirement : IEquatable<ApproverRequirement>, IParsable<ApproverRequirement>
{
    private const string TeamPrefix = "team:";

    private ApproverRequirement(ApproverKind kind, Slug team)
    {
        Kind = kind;
        Team = team;
    }

    /// <summary>The kind.</summary>
    public ApproverKind Kind { get; }

    /// <summary>The team's name; the zero value unless it is one.</summary>
    public Slug Team { get; }

    /// <summary>True for the zero value: nobody.</summary>
    public bool IsDefault => Kind == ApproverKind.None;

    /// <inheritdoc />
    public static ApproverRequirement Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var requirement) ? requirement : throw new FormatException("not who may approve");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ApproverRequirement result)
    {
        result = s switch
        {
            "owner" => new ApproverRequirement(ApproverKind.Owner, default),
            "two-person" => new ApproverRequirement(ApproverKind.TwoPerson, default),
            not null when s.StartsWith(TeamPrefix, StringComparison.Ordinal) && Slug.TryParse(s[TeamPrefix.Length..], null, out var team) => new ApproverRequirement(ApproverKind.Team, team),
            _ => default,
        };
        return !result.IsDefault;
    }

    /// <inheritdoc />
    public override string ToString() => Kind switch
    {
        ApproverKind.Owner => "owner",
        ApproverKind.TwoPerson => "two-person",
        ApproverKind.Team => TeamPrefix + Team,
        _ => "",
    };

    /// <inheritdoc />
    public bool Equals(ApproverRequirement other) => Kind == other.Kind && Team == other.Team;

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ApproverRequirement other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Kind, Team);

    /// <summary>Equality of who.</summary>
    public static bool operator ==(ApproverRequirement left, ApproverRequirement right) => left.Equals(right);

    /// <summary>Inequality of who.</summary>
    public static bool operator !=(ApproverRequirement left, ApproverRequirement right) => !left.Equals(right);
}
