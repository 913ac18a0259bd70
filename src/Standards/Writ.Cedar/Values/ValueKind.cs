namespace Writ.Cedar.Values;

/// <summary>The types of Cedar values.</summary>
public enum ValueKind
{
    /// <summary>No value: only <c>default(CedarValue)</c>.</summary>
    None,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>A signed 64-bit integer.</summary>
    Long,

    /// <summary>A string, compared ordinally.</summary>
    String,

    /// <summary>A reference to an entity.</summary>
    Entity,

    /// <summary>An unordered set.</summary>
    Set,

    /// <summary>A record.</summary>
    Record,

    /// <summary>The extension type <c>decimal</c>.</summary>
    Decimal,

    /// <summary>The extension type <c>ipaddr</c>.</summary>
    IpAddress,

    /// <summary>The extension type <c>datetime</c>.</summary>
    Datetime,

    /// <summary>The extension type <c>duration</c>.</summary>
    Duration,
}
