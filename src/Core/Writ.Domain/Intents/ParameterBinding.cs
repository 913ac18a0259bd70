using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>What came of reading texts as an intent's parameters.</summary>
public abstract record ParameterBinding
{
    private ParameterBinding()
    {
    }

    /// <summary>All parameters are there and of their types.</summary>
    /// <param name="Values">The values by name.</param>
    public sealed record Bound(ImmutableSortedDictionary<string, ParameterValue> Values) : ParameterBinding;

    /// <summary>Some are missing, mistyped or unknown.</summary>
    /// <param name="Problems">One line for each, in lower case, without any value.</param>
    public sealed record Refused(ImmutableArray<string> Problems) : ParameterBinding;
}
