using System.Runtime.CompilerServices;

namespace Writ.Cedar.Json;

/// <summary>
/// The limits of the readers of entities and of records of values. Keys given twice and two different entities of one name are refused
/// whatever they are. A limit that is not positive, or more than can be kept to, is refused with an <see cref="ArgumentOutOfRangeException"/>.
/// </summary>
public sealed record EntityJsonOptions
{
    /// <summary>How deep JSON may nest at most, whatever is asked for.</summary>
    public const int DeepestNesting = 1_000;

    /// <summary>The limits used when none are given.</summary>
    public static EntityJsonOptions Default { get; } = new();

    /// <summary>The longest JSON text, in bytes.</summary>
    /// <value>Default: 67,108,864.</value>
    public int MaxJsonLength { get; init => field = Limit(value, int.MaxValue); } = 67_108_864;

    /// <summary>How deep objects and arrays may nest, those around an attribute included. Up to <see cref="DeepestNesting"/>.</summary>
    /// <value>Default: 64.</value>
    public int MaxNesting { get; init => field = Limit(value, DeepestNesting); } = 64;

    /// <summary>How many entities one text may hold.</summary>
    /// <value>Default: 1,000,000.</value>
    public int MaxEntities { get; init => field = Limit(value, int.MaxValue); } = 1_000_000;

    private static int Limit(int value, int most, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }
}
