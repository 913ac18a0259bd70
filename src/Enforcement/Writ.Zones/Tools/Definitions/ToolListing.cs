using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;
using Writ.Enforcement;

namespace Writ.Zones.Tools;

/// <summary>A server's answer to `tools/list`, with each tool as the slice of bytes that it is: what is left out is cut out, and what is left stays as it was.</summary>
internal sealed class ToolListing
{
    private readonly ReadOnlyMemory<byte> answer;
    private readonly Range items;

    private ToolListing(ReadOnlyMemory<byte> answer, Range items, ImmutableArray<ListedTool> tools, string? next)
    {
        this.answer = answer;
        this.items = items;
        Tools = tools;
        Next = next;
    }

    /// <summary>The tools, in the server's order.</summary>
    public ImmutableArray<ListedTool> Tools { get; }

    /// <summary>The cursor of the next page; null on the last page.</summary>
    public string? Next { get; }

    /// <summary>Reads an answer; null when it is an error, is not what the protocol says, or could be read in two ways.</summary>
    public static ToolListing? Read(ReadOnlyMemory<byte> answer)
    {
        if (!Utf8.IsValid(answer.Span))
        {
            return null;
        }

        var tools = ImmutableArray.CreateBuilder<ListedTool>();
        var reader = new StrictReader(answer.Span, lenient: true, foldedTo: 4);
        var (result, array, next) = (false, false, false);
        var (items, item) = (0..0, 0);
        string? name = null;
        string? cursor = null;
        var (schema, stray) = (false, false);
        while (reader.Read())
        {
            switch (reader.Token, reader.Depth)
            {
                case (JsonTokenType.PropertyName, 1):
                    result = reader.Is("result"u8);
                    (array, next) = (false, false);
                    stray |= !result && !reader.Is("jsonrpc"u8) && !reader.Is("id"u8);
                    break;
                case (JsonTokenType.PropertyName, 2) when result:
                    array = reader.Is("tools"u8);
                    next = reader.Is("nextCursor"u8);
                    stray |= MemberName.IsVariant(reader.Text(), "tools", "nextCursor");
                    break;
                case (JsonTokenType.String, 2) when result && next:
                    cursor = Text(ref reader);
                    stray |= cursor is null;
                    break;
                case (JsonTokenType.StartArray, 2) when result && array:
                    items = reader.End..reader.End;
                    break;
                case (JsonTokenType.EndArray, 2) when result && array:
                    items = items.Start..reader.Start;
                    break;
                case (JsonTokenType.StartObject, 3) when result && array:
                    (item, name, schema) = (reader.Start, null, false);
                    break;
                case (JsonTokenType.PropertyName, 4) when result && array && reader.Is("name"u8):
                    name = reader.Read() && reader.Token == JsonTokenType.String ? Text(ref reader) : null;
                    break;
                case (JsonTokenType.PropertyName, 4) when result && array && reader.Is("outputSchema"u8):
                    schema = true;
                    break;
                case (JsonTokenType.PropertyName, 4) when result && array:
                    stray |= MemberName.IsVariant(reader.Text(), "name", "outputSchema");
                    break;
                case (JsonTokenType.EndObject, 3) when result && array:
                    var slice = item..reader.End;
                    tools.Add(new ListedTool(name, slice, ToolDefinition.DigestOf(answer.Span[slice]), schema));
                    break;
            }
        }

        return reader.Flaw == McpRefusal.None && !stray && items.Start.Value > 0 ? new ToolListing(answer, items, tools.ToImmutable(), cursor) : null;
    }

    /// <summary>The answer with some of its tools cut out.</summary>
    public ReadOnlyMemory<byte> Keep(Func<ListedTool, bool> keep)
    {
        var kept = Tools.Where(keep).ToImmutableArray();
        if (kept.Length == Tools.Length)
        {
            return answer;
        }

        var source = answer.Span;
        var cut = new MemoryStream(answer.Length);
        cut.Write(source[..items.Start.Value]);
        for (var i = 0; i < kept.Length; i++)
        {
            cut.Write(i > 0 ? ","u8 : default);
            cut.Write(source[kept[i].Slice]);
        }

        cut.Write(source[items.End.Value..]);
        return cut.GetBuffer().AsMemory(0, (int)cut.Length);
    }

    private static string? Text(ref StrictReader reader)
    {
        try
        {
            return reader.Text();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
