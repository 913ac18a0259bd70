using System.Globalization;
using System.Text;

namespace Writ.Decisions;

/// <summary>A place in a JSON schema as a JSON pointer (RFC 6901): a chain upwards, written only when there is something to say about the place.</summary>
internal sealed class SchemaPointer
{
    private const int MaxShown = 300;

    private readonly SchemaPointer? _above;
    private readonly string _step;

    private SchemaPointer(SchemaPointer? above, string step) => (_above, _step) = (above, step);

    /// <summary>The whole schema.</summary>
    public static SchemaPointer Root { get; } = new(above: null, "");

    public SchemaPointer To(string member) => new(this, member);

    public SchemaPointer To(int item) => new(this, item.ToString(CultureInfo.InvariantCulture));

    /// <summary>The place that a reference of the form <c>#/a/b</c> names.</summary>
    public static SchemaPointer Of(IEnumerable<string> steps) => steps.Aggregate(Root, static (at, step) => at.To(step));

    /// <summary>Writes <c>#/a/b</c> on one plain line. Of a long pointer the end is shown, where the fault is.</summary>
    public override string ToString()
    {
        var steps = new Stack<string>();
        var length = 0;
        var at = this;
        for (; at._above is not null && length < MaxShown; at = at._above)
        {
            var step = PlainText.Of(at._step).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
            length += step.Length + 1;
            steps.Push(step);
        }

        var text = new StringBuilder(at._above is null ? "#" : "...");
        foreach (var step in steps) text.Append('/').Append(step);
        return text.ToString();
    }
}
