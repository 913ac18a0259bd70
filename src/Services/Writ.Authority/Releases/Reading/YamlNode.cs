using System.Collections.Immutable;

namespace Writ.Authority.Releases.Reading;

/// <summary>A piece of YAML that remembers where it stands.</summary>
internal abstract record YamlNode(Place At)
{
    /// <summary>What a person calls it, as in `a list`.</summary>
    public abstract string What { get; }

    /// <summary>One value. Only a plain one can be a number, a truth value or nothing (YAML 1.2 §10.3); what is quoted is text.</summary>
    internal sealed record Scalar(Place At, string Value, bool Plain) : YamlNode(At)
    {
        public bool IsNothing => Plain && Value is "" or "~" or "null" or "Null" or "NULL";

        public bool IsTruth => Plain && Value is "true" or "True" or "TRUE" or "false" or "False" or "FALSE";

        public bool IsNumber => Plain && IsYamlNumber(Value);

        public override string What => IsNothing ? "nothing" : IsTruth ? "a truth value" : IsNumber ? "a number" : "text";

        private static bool IsYamlNumber(string value)
        {
            var digits = value.AsSpan(value.Length > 0 && value[0] is '+' or '-' ? 1 : 0);
            return digits.Length > 0
                && (char.IsAsciiDigit(digits[0]) || digits is ".inf" or ".nan" || (digits[0] == '.' && digits.Length > 1 && char.IsAsciiDigit(digits[1])))
                && double.TryParse(digits is ".inf" or ".nan" ? "0" : digits, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _);
        }
    }

    /// <summary>A list.</summary>
    internal sealed record Sequence(Place At, ImmutableArray<YamlNode> Items) : YamlNode(At)
    {
        public override string What => "a list";
    }

    /// <summary>Keys with values, each key once, in the order in which they stand.</summary>
    internal sealed record Mapping(Place At, ImmutableArray<(Scalar Key, YamlNode Value)> Entries) : YamlNode(At)
    {
        public override string What => "a mapping";
    }
}
