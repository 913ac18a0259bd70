using System.Diagnostics.CodeAnalysis;

namespace Writ.Domain;

/// <summary>Names one task: `tsk_` and a ULID. The zero value names nothing.</summary>
public readonly struct TaskId : IEquatable<TaskId>, IParsable<TaskId>
{
    private const string Prefix = "tsk_";

    private readonly Ulid ulid;

    private TaskId(Ulid ulid) => this.ulid = ulid;

    /// <summary>True for the zero value, which names nothing.</summary>
    public bool IsDefault => ulid.IsDefault;

    /// <summary>A new id from <paramref name="source"/>.</summary>
    public static TaskId New(IUlidSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new TaskId(source.Next());
    }

    /// <inheritdoc />
    public static TaskId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("not a task id");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TaskId result)
    {
        result = default;
        if (s is null || !s.StartsWith(Prefix, StringComparison.Ordinal) || !Ulid.TryParse(s.AsSpan(Prefix.Length), out var ulid))
        {
            return false;
        }

        result = new TaskId(ulid);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => Prefix + ulid;

    /// <inheritdoc />
    public bool Equals(TaskId other) => ulid == other.ulid;

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is TaskId other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => ulid.GetHashCode();

    /// <summary>Equality of the names.</summary>
    public static bool operator ==(TaskId left, TaskId right) => left.Equals(right);

    /// <summary>Inequality of the names.</summary>
    public static bool operator !=(TaskId left, TaskId right) => !left.Equals(right);
}
