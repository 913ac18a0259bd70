using System.Collections.Immutable;
using System.Text.Json;

namespace Writ.Client;

/// <summary>What an argument of an action is held to, in the words of an intent's ceiling.</summary>
public abstract record ArgumentConstraint
{
    private ArgumentConstraint()
    {
    }

    internal abstract void WriteTo(Utf8JsonWriter json);

    /// <summary>A path at or below another.</summary>
    /// <param name="Path">A plain path: no empty, `.` or `..` segment, no slash at its end.</param>
    public sealed record Below(string Path) : ArgumentConstraint
    {
        internal override void WriteTo(Utf8JsonWriter json) => json.WriteString("below", Path);
    }

    /// <summary>A whole number up to a limit.</summary>
    /// <param name="Limit">The limit, which is allowed.</param>
    public sealed record AtMost(long Limit) : ArgumentConstraint
    {
        internal override void WriteTo(Utf8JsonWriter json) => json.WriteNumber("at_most", Limit);
    }

    /// <summary>One of some texts.</summary>
    /// <param name="Values">The texts; one or more.</param>
    public sealed record OneOf(ImmutableArray<string> Values) : ArgumentConstraint
    {
        internal override void WriteTo(Utf8JsonWriter json)
        {
            json.WriteStartArray("one_of");
            foreach (var value in Values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }
    }
}
