namespace Writ.Domain;

/// <summary>The type of an intent's parameter.</summary>
public enum ParameterType
{
    /// <summary>Not a type.</summary>
    None = 0,

    /// <summary>Text, compared ordinally.</summary>
    String,

    /// <summary>A 64-bit integer.</summary>
    Long,

    /// <summary>`true` or `false`.</summary>
    Bool,
}
