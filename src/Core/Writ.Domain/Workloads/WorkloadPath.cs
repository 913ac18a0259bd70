using System.Diagnostics.CodeAnalysis;
using Writ.Spiffe;

namespace Writ.Domain;

/// <summary>Names a class of workloads by its SPIFFE path without the leading slash, as in `agent/support` or `retriever/docs`. The zero value names nothing.</summary>
public readonly struct WorkloadPath : IEquatable<WorkloadPath>, IParsable<WorkloadPath>, IComparable<WorkloadPath>
{
    private static readonly (string Word, WorkloadKind Kind)[] Kinds =
    [
        ("agent", WorkloadKind.Agent), ("model", WorkloadKind.Model), ("retriever", WorkloadKind.Retriever),
        ("pipeline", WorkloadKind.Pipeline), ("job", WorkloadKind.Job), ("server", WorkloadKind.Server),
    ];

    private WorkloadPath(WorkloadKind kind, Slug name) => (Kind, Name) = (kind, name);

    /// <summary>Which kind of workload.</summary>
    public WorkloadKind Kind { get; }

    /// <summary>Its name within the kind.</summary>
    public Slug Name { get; }

    /// <summary>True for the zero value.</summary>
    public bool IsDefault => Kind == WorkloadKind.None;

    /// <summary>The agent that it names; the zero value for any other kind.</summary>
    public Slug Agent => Kind == WorkloadKind.Agent ? Name : default;

    /// <summary>The class of an agent.</summary>
    public static WorkloadPath OfAgent(Slug agent) => agent.IsDefault ? default : new(WorkloadKind.Agent, agent);

    /// <summary>The class of an instance, which is all of its path but the last segment; the zero value when it is of none that Writ attests.</summary>
    public static WorkloadPath Of(SpiffeId instance) =>
        instance.GetSegments() is [var kind, var name, _] && TryCreate(kind, name, out var path) ? path : default;

    /// <summary>The SPIFFE id of one instance.</summary>
    /// <param name="trustDomain">Whose instance.</param>
    /// <param name="instance">What names it among those of the class.</param>
    public SpiffeId Instance(TrustDomain trustDomain, Ulid instance) =>
        IsDefault ? throw new InvalidOperationException("a path that names nothing has no instances") : SpiffeId.FromSegments(trustDomain, Word, Name.ToString(), instance.ToString());

    /// <inheritdoc />
    public static WorkloadPath Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var path) ? path : throw new FormatException("not the path of a workload");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out WorkloadPath result)
    {
        result = default;
        var slash = s?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        return slash > 0 && TryCreate(s![..slash], s[(slash + 1)..], out result);
    }

    /// <inheritdoc />
    public override string ToString() => IsDefault ? "" : $"{Word}/{Name}";

    /// <inheritdoc />
    public bool Equals(WorkloadPath other) => Kind == other.Kind && Name == other.Name;

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is WorkloadPath other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Kind, Name);

    /// <inheritdoc />
    public int CompareTo(WorkloadPath other) => Kind == other.Kind ? Name.CompareTo(other.Name) : Kind.CompareTo(other.Kind);

    /// <summary>Equality of the names.</summary>
    public static bool operator ==(WorkloadPath left, WorkloadPath right) => left.Equals(right);

    /// <summary>Inequality of the names.</summary>
    public static bool operator !=(WorkloadPath left, WorkloadPath right) => !left.Equals(right);

    /// <summary>Order by kind, then by name.</summary>
    public static bool operator <(WorkloadPath left, WorkloadPath right) => left.CompareTo(right) < 0;

    /// <summary>Order by kind, then by name.</summary>
    public static bool operator >(WorkloadPath left, WorkloadPath right) => left.CompareTo(right) > 0;

    /// <summary>Order by kind, then by name.</summary>
    public static bool operator <=(WorkloadPath left, WorkloadPath right) => left.CompareTo(right) <= 0;

    /// <summary>Order by kind, then by name.</summary>
    public static bool operator >=(WorkloadPath left, WorkloadPath right) => left.CompareTo(right) >= 0;

    private string Word
    {
        get
        {
            var kind = Kind;
            return Array.Find(Kinds, k => k.Kind == kind).Word;
        }
    }

    private static bool TryCreate(string kind, string name, out WorkloadPath path)
    {
        var known = Array.Find(Kinds, k => string.Equals(k.Word, kind, StringComparison.Ordinal)).Kind;
        path = known != WorkloadKind.None && Slug.TryParse(name, null, out var slug) ? new WorkloadPath(known, slug) : default;
        return !path.IsDefault;
    }
}
