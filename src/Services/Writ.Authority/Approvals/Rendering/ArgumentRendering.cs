using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Writ.Authority.Approvals;

/// <summary>
/// The arguments of an action as a human is shown them: every member and value in the order in which they stand, a line each, in <see cref="EscapedText"/>; numbers digit for digit.
/// What the lines do not show, the notes say.
/// </summary>
/// <param name="Lines">The lines; none holds anything but what can be seen.</param>
/// <param name="Notes">What a human should know, with the place of it.</param>
public sealed record ArgumentRendering(ImmutableArray<string> Lines, ImmutableArray<string> Notes)
{
    private const int Indent = 2;
    private const int MostNotes = 50;

    /// <summary>Renders the bytes of a JSON value. What is none cannot be shown, and that is what it says.</summary>
    public static ArgumentRendering Of(ReadOnlySpan<byte> arguments)
    {
        if (arguments.IsEmpty)
        {
            return new ArgumentRendering(["(no arguments)"], []);
        }

        try
        {
            var writing = new Writing();
            var reader = new Utf8JsonReader(arguments, new JsonReaderOptions { MaxDepth = 128 });
            var seen = 0L;
            while (reader.Read())
            {
                seen += reader.ValueSpan.Length + (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 2 : 0);
                writing.Take(ref reader);
            }

            return writing.End(arguments.Length, seen);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return new ArgumentRendering([], [string.Create(CultureInfo.InvariantCulture, $"the {arguments.Length} bytes of arguments are not JSON in well-formed text, and cannot be shown")]);
        }
    }

    private sealed class Writing
    {
        private readonly ImmutableArray<string>.Builder lines = ImmutableArray.CreateBuilder<string>();
        private readonly ImmutableArray<string>.Builder notes = ImmutableArray.CreateBuilder<string>();
        private readonly Stack<(bool IsObject, int Count)> open = new();
        private readonly List<string> path = [];
        private string name = "";
        private long separators;

        public void Take(ref Utf8JsonReader reader)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    Step();
                    path.Add("");
                    var member = Text(ref reader, isName: true);
                    path[^1] = member;
                    name = member + ": ";
                    separators++;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    var isObject = reader.TokenType == JsonTokenType.StartObject;
                    Enter();
                    Add(isObject ? "{" : "[");
                    open.Push((isObject, 0));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    Line(reader.TokenType == JsonTokenType.EndObject ? "}" : "]");
                    Leave();
                    break;
                case JsonTokenType.String:
                    Enter();
                    Add(Text(ref reader, isName: false));
                    Leave();
                    break;
                default:
                    Enter();
                    Add(Encoding.ASCII.GetString(reader.ValueSpan));
                    Leave();
                    break;
            }
        }

        public ArgumentRendering End(int length, long seen)
        {
            if (length - seen - separators is > 0 and var white && white > 2 * separators)
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{white} bytes of white space stand between the values and are not shown"));
            }

            var all = notes.Count > MostNotes
                ? [.. notes.Take(MostNotes), string.Create(CultureInfo.InvariantCulture, $"and {notes.Count - MostNotes} more of the kind")]
                : notes.ToImmutable();
            return new ArgumentRendering(lines.ToImmutable(), all);
        }

        // In an array each value is a place of its own.
        private void Enter()
        {
            if (open.TryPeek(out var top) && !top.IsObject)
            {
                Step();
                path.Add(string.Create(CultureInfo.InvariantCulture, $"[{top.Count}]"));
            }
        }

        private void Step()
        {
            var (isObject, count) = open.Pop();
            if (count > 0)
            {
                lines[^1] += ",";
                separators++;
            }

            open.Push((isObject, count + 1));
        }

        private void Leave()
        {
            if (path.Count > 0)
            {
                path.RemoveAt(path.Count - 1);
            }
        }

        private void Add(string text)
        {
            Line(name + text);
            name = "";
        }

        private void Line(string text) => lines.Add(new string(' ', Indent * open.Count) + text);

        private string Text(ref Utf8JsonReader reader, bool isName)
        {
            var escaped = EscapedText.Of(reader.GetString() ?? "");
            var where = path.Count == 0 ? "the value" : $"{(isName ? "a name below " : "")}{string.Join(' ', path.Where(static p => p.Length > 0))}".TrimEnd();
            foreach (var note in escaped.Notes)
            {
                notes.Add($"{where}: {note}");
            }

            if (reader.ValueIsEscaped && reader.ValueSpan.IndexOf("\\u"u8) >= 0)
            {
                notes.Add($"{where}: is written with escapes; what they mean is shown");
            }

            return $"\"{escaped.Text}\"";
        }
    }
}
