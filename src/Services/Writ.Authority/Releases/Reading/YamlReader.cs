using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Writ.Authority.Releases.Reading;

/// <summary>
/// Reads the plain part of YAML: mappings, lists and values in one document. Anchors, aliases, tags and duplicate keys are refused,
/// so that a file is exactly as large as it looks and says everything once.
/// </summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 16;
    private const int MaxNodes = 50_000;

    private readonly string file;
    private readonly Problems problems;
    private readonly Parser parser;
    private int nodes;

    private YamlReader(string file, string text, Problems problems)
    {
        this.file = file;
        this.problems = problems;
        parser = new Parser(new StringReader(text));
    }

    /// <summary>The document's mapping; null when it is not one, with the problems added.</summary>
    public static YamlNode.Mapping? Read(string file, string text, Problems problems)
    {
        try
        {
            return new YamlReader(file, text, problems).ReadDocument();
        }
        catch (YamlException wrong)
        {
            problems.Add("W1002", PlaceOf(file, wrong.Start), $"not YAML: {Tidy(wrong.Message)}", "mend the syntax here; often a missing `:`, quote or indent");
            return null;
        }
        catch (Refusal refusal)
        {
            problems.Add(refusal.Code, refusal.At, refusal.Message, refusal.Fix);
            return null;
        }
    }

    private YamlNode.Mapping? ReadDocument()
    {
        Next<StreamStart>();
        if (!parser.MoveNext() || parser.Current is StreamEnd)
        {
            problems.Add("W1002", new Place(file, 0, 0), "the file is empty", "write it, or remove the file");
            return null;
        }

        parser.MoveNext();
        var root = ReadNode(0);
        Next<DocumentEnd>();
        if (parser.MoveNext() && parser.Current is DocumentStart second)
        {
            problems.Add("W1002", PlaceOf(file, second.Start), "the file holds a second document", "keep one document in a file: remove the `---`");
            return null;
        }

        if (root is YamlNode.Mapping mapping)
        {
            return mapping;
        }

        problems.Add("W1006", root.At, $"expected a mapping, found {root.What}", "write `key: value` lines");
        return null;
    }

    // Reads the node that the parser stands on, and leaves the parser on its last event. Depth is bounded, so recursion is.
    private YamlNode ReadNode(int depth)
    {
        var current = parser.Current ?? throw new YamlException("the file ends early");
        var at = PlaceOf(file, current.Start);
        if (++nodes > MaxNodes)
        {
            throw new Refusal("W1012", at, $"the file has more than {MaxNodes} values", "split it");
        }

        if (depth > MaxDepth)
        {
            throw new Refusal("W1012", at, $"nested deeper than {MaxDepth} levels", "flatten it: nothing here needs that depth");
        }

        if (current is AnchorAlias alias)
        {
            throw new Refusal("W1011", at, $"alias `*{alias.Value}` is not allowed", "write the value out where it is used");
        }

        if (current is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            throw new Refusal("W1011", at, $"anchor `&{anchored.Anchor}` is not allowed", "remove it, and write the value out where it is used");
        }

        if (current is NodeEvent { Tag.IsEmpty: false } tagged)
        {
            throw new Refusal("W1011", at, $"tag `{tagged.Tag}` is not allowed", "remove it");
        }

        return current switch
        {
            Scalar scalar => new YamlNode.Scalar(at, scalar.Value, scalar.Style == ScalarStyle.Plain),
            SequenceStart => ReadSequence(at, depth),
            MappingStart => ReadMapping(at, depth),
            _ => throw new YamlException(current.Start, current.End, "found something that is no value"),
        };
    }

    private YamlNode.Sequence ReadSequence(Place at, int depth)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (parser.MoveNext() && parser.Current is not SequenceEnd)
        {
            items.Add(ReadNode(depth + 1));
        }

        return new YamlNode.Sequence(at, items.ToImmutable());
    }

    private YamlNode.Mapping ReadMapping(Place at, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<(YamlNode.Scalar Key, YamlNode Value)>();
        var seen = new Dictionary<string, Place>(StringComparer.Ordinal);
        while (parser.MoveNext() && parser.Current is not MappingEnd)
        {
            var key = ReadNode(depth + 1);
            parser.MoveNext();
            var value = ReadNode(depth + 1);
            if (key is not YamlNode.Scalar name)
            {
                problems.Add("W1006", key.At, $"expected a key, found {key.What}", "a key is one word");
            }
            else if (seen.TryGetValue(name.Value, out var first))
            {
                problems.Add("W1003", name.At, $"key `{name.Value}` stands twice; first on line {first.Line}", "remove one of them");
            }
            else
            {
                seen.Add(name.Value, name.At);
                entries.Add((name, value));
            }
        }

        return new YamlNode.Mapping(at, entries.ToImmutable());
    }

    private void Next<T>()
        where T : ParsingEvent
    {
        if (!parser.MoveNext() || parser.Current is not T)
        {
            throw new YamlException(parser.Current?.Start ?? Mark.Empty, parser.Current?.End ?? Mark.Empty, "the file ends early");
        }
    }

    private static Place PlaceOf(string file, Mark mark) => new(file, (int)mark.Line, (int)mark.Column);

    private static string Tidy(string message)
    {
        var line = message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
        return line.Length == 0 ? "unreadable" : char.ToLowerInvariant(line[0]) + line[1..];
    }

    private sealed class Refusal(string code, Place at, string text, string fix) : Exception(text)
    {
        public string Code => code;

        public Place At => at;

        public string Fix => fix;
    }
}
