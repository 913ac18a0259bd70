using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Writ.Contracts;

/// <summary>
/// What a client asks a task for, and what it is granted: an entry of `authorization_details` (RFC 9396 §2) of the one type that Writ serves. A request has one
/// entry; a grant has one for each line of the granted scope, and repeats neither parameters nor goal.
/// </summary>
/// <param name="Type">Always <see cref="TypeName"/>.</param>
/// <param name="Intent">The intent's name.</param>
public sealed record TaskDetailsDocument(string Type, string Intent)
{
    /// <summary>The type.</summary>
    public const string TypeName = "urn:writ:task";

    /// <summary>The intent's parameters by name, as texts. The server takes whole numbers and truth values too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, string>? Parameters { get; init; }

    /// <summary>What the work is, in words.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Goal { get; init; }

    /// <summary>The actions, as `server/tool` or `server/*`; null for everything that there is to be had.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Actions { get; init; }

    /// <summary>The resources, as `Type`, `Type::id` or `*`; null for every resource.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Resources { get; init; }

    /// <summary>What arguments have to be like, by name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, ArgumentLimitDocument>? Arguments { get; init; }

    /// <summary>Seconds that the task is to live; of a writ that is exchanged for, those that the writ is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Lifetime { get; init; }

    /// <summary>How many actions may be done with the writ, from 1 to 1000; null when they are not counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Uses { get; init; }

    /// <summary>How far the task may be delegated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DelegationDocument? Delegation { get; init; }

    /// <summary>Where the writ is to be used: the URL or the SPIFFE id of a zone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Locations { get; init; }

    /// <summary>The intent, neither parameters nor goal.</summary>
    public override string ToString() => Intent;
}
