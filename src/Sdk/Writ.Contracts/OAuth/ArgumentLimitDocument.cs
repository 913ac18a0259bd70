using System.Text.Json.Serialization;

namespace Writ.Contracts;

/// <summary>What an argument has to be like: one of the members is there, or `at_least` and `at_most` together, as in an intent's ceiling.</summary>
public sealed record ArgumentLimitDocument
{
    /// <summary>One of these; a whole number or a truth value is written as its text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? OneOf { get; init; }

    /// <summary>This path or anything below it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Below { get; init; }

    /// <summary>A text of this form, in which `*` is any run of visible characters but slashes and backslashes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Like { get; init; }

    /// <summary>An IP address in this network.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Network { get; init; }

    /// <summary>A whole number of at least this.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AtLeast { get; init; }

    /// <summary>A whole number of at most this.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AtMost { get; init; }

    /// <summary>Each of these at once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ArgumentLimitDocument>? Every { get; init; }
}
