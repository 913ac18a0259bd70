using System.Globalization;

namespace Writ.Domain;

/// <summary>The value of an intent's parameter. It may be personal: <see cref="object.ToString"/> never shows it.</summary>
public abstract record ParameterValue
{
    private ParameterValue()
    {
    }

    /// <summary>Reads a value of <paramref name="type"/> from its text form; null when the text is not one.</summary>
    public static ParameterValue? Read(ParameterType type, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return type switch
        {
            ParameterType.String => new Text(text),
            // The framework's reader takes trailing NULs for white space.
            ParameterType.Long when !text.Contains('\0', StringComparison.Ordinal) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => new Number(number),
            ParameterType.Bool when text is "true" or "false" => new Truth(text is "true"),
            _ => null,
        };
    }

    /// <summary>The text form that <see cref="Read"/> reads back.</summary>
    public abstract string Form { get; }

    /// <summary>The kind of value, never the value.</summary>
    public sealed override string ToString() => GetType().Name;

    /// <summary>A string.</summary>
    /// <param name="Value">The characters.</param>
    public sealed record Text(string Value) : ParameterValue
    {
        /// <inheritdoc />
        public override string Form => Value;
    }

    /// <summary>A 64-bit integer.</summary>
    /// <param name="Value">The number.</param>
    public sealed record Number(long Value) : ParameterValue
    {
        /// <inheritdoc />
        public override string Form => Value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A truth value.</summary>
    /// <param name="Value">Whether it is true.</param>
    public sealed record Truth(bool Value) : ParameterValue
    {
        /// <inheritdoc />
        public override string Form => Value ? "true" : "false";
    }
}
