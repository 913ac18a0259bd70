namespace Writ.Decisions;

/// <summary>The limits within which a tool list is read. What lies beyond <see cref="MaxDepth"/>, <see cref="MaxParts"/> and <see cref="MaxSteps"/> is not refused but made opaque, with a finding.</summary>
public sealed record ToolSchemaLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static ToolSchemaLimits Default { get; } = new();

    /// <summary>The longest tool list, in bytes.</summary>
    /// <value>Default: 4,194,304.</value>
    public int MaxListLength { get; init; } = 4_194_304;

    /// <summary>The most tools of one list.</summary>
    /// <value>Default: 1,000.</value>
    public int MaxTools { get; init; } = 1_000;

    /// <summary>How deep the types of arguments may nest.</summary>
    /// <value>Default: 16.</value>
    public int MaxDepth { get; init; } = 16;

    /// <summary>The most parts of one tool's type, counted with every reference followed.</summary>
    /// <value>Default: 1,000.</value>
    public int MaxParts { get; init; } = 1_000;

    /// <summary>The most steps of reading all types of one list; a step is one member or item of a schema that is looked at.</summary>
    /// <value>Default: 500,000.</value>
    public int MaxSteps { get; init; } = 500_000;

    /// <summary>The most findings that are listed of one tool; how many more there are is said.</summary>
    /// <value>Default: 100.</value>
    public int MaxFindings { get; init; } = 100;
}
