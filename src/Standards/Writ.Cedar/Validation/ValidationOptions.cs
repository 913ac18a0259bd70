namespace Writ.Cedar.Validation;

/// <summary>What the validator asks, and how much work it spends on one policy.</summary>
public sealed record ValidationOptions
{
    /// <summary>The options used when none are given: strict, as the newest release, without a level.</summary>
    public static ValidationOptions Default { get; } = new();

    /// <summary>How much is asked of a policy.</summary>
    /// <value>Default: <see cref="ValidationMode.Strict"/>.</value>
    public ValidationMode Mode { get; init; }

    /// <summary>The release of Cedar whose verdicts are given.</summary>
    /// <value>Default: <see cref="ValidationProfile.Cedar413"/>.</value>
    public ValidationProfile Profile { get; init; }

    /// <summary>How many entities in a row a policy may look into (RFC 76); null for any number.</summary>
    /// <value>Default: null. Not negative.</value>
    public int? MaxLevel
    {
        get;
        init
        {
            if (value is { } level) ArgumentOutOfRangeException.ThrowIfNegative(level);
            field = value;
        }
    }

    /// <summary>
    /// How many steps may be spent on one policy; a step is one node in one request environment, and one type or attribute when
    /// types are compared. A policy that needs more is refused with <see cref="ValidationKind.TooComplex"/>.
    /// </summary>
    /// <value>Default: 5,000,000. Positive.</value>
    public long MaxSteps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 5_000_000;

    /// <summary>How many different findings of one policy are kept; the verdict does not depend on it.</summary>
    /// <value>Default: 100. Positive.</value>
    public int MaxFindings
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 100;
}
