using System.Text.Json.Serialization;

namespace Writ.Contracts;

/// <summary>What an argument has to be like: exactly one of the members is there, as in an intent's ceiling.</summary>
public sealed record ArgumentLimitDocument
{
    /// <summary>One of these; a whole number or a truth value is written as its text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? OneOf { get; init; }

    /// <summary>This path or anything below it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Below { get; init; }

    /// <summary>A whole number of at most this.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AtMost { get; init; }
}
