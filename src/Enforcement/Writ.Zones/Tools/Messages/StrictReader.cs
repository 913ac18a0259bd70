using System.Text.Json;
using Writ.Enforcement;

namespace Writ.Zones.Tools;

/// <summary>
/// A JSON reader that two readers cannot read differently: no duplicate name in any object, compared unescaped and without regard to case, no control
/// character in a name, no half surrogate pair, no depth beyond the limit, nothing after the value. What is wrong with a name or with a string is noted as a
/// flaw and reading goes on, so that the message's id can still be found.
/// </summary>
internal ref struct StrictReader
{
    public const int MaxDepth = 64;

    private readonly bool lenient;
    private readonly int foldedTo;
    private readonly int[] objects = new int[MaxDepth + 1];
    private readonly Dictionary<(int Object, string Folded), string> names = [];
    private Utf8JsonReader reader;
    private int opened;

    /// <param name="json">The bytes; valid UTF-8 without a byte order mark.</param>
    /// <param name="lenient">Whether half surrogate pairs may stand in values: what servers cut off often ends in one.</param>
    /// <param name="foldedTo">To which depth names are compared without regard to case: all of them in what an agent sends, those that Writ reads in what a server says.</param>
    public StrictReader(ReadOnlySpan<byte> json, bool lenient, int foldedTo = int.MaxValue)
    {
        this.lenient = lenient;
        this.foldedTo = foldedTo;

        // One level more than the limit, so that going beyond it is seen here and named.
        reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
    }

    /// <summary>The first thing that is wrong; None while nothing is.</summary>
    public McpRefusal Flaw { get; private set; }

    /// <summary>Whether reading ended before the end, because what follows cannot be read.</summary>
    public bool Broken { get; private set; }

    public readonly JsonTokenType Token => reader.TokenType;

    public readonly int Depth => reader.CurrentDepth;

    public readonly int Start => (int)reader.TokenStartIndex;

    public readonly int End => (int)reader.BytesConsumed;

    /// <summary>Whether the name or string says this. One that is not well-formed says nothing.</summary>
    public readonly bool Is(ReadOnlySpan<byte> text)
    {
        try
        {
            return reader.ValueTextEquals(text);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public readonly string Text() => reader.GetString() ?? "";

    /// <summary>Reads the next token; false at the end, or when what follows cannot be read.</summary>
    public bool Read()
    {
        var whole = reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.None or JsonTokenType.StartArray or JsonTokenType.StartObject);
        try
        {
            return reader.Read() && Check();
        }
        catch (JsonException)
        {
            return Break(whole ? McpRefusal.TrailingData : McpRefusal.Syntax);
        }
        catch (InvalidOperationException)
        {
            // A name that is not well-formed cannot be compared with others.
            return Break(McpRefusal.LoneSurrogate);
        }
    }

    private bool Check()
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth >= MaxDepth:
                return Break(McpRefusal.TooDeep);
            case JsonTokenType.StartObject:
                objects[reader.CurrentDepth] = ++opened;
                break;
            case JsonTokenType.PropertyName:
                CheckName(objects[reader.CurrentDepth - 1], Text());
                break;
            case JsonTokenType.String when reader.ValueIsEscaped && !lenient && !IsWellFormed():
                Note(McpRefusal.LoneSurrogate);
                break;
        }

        return true;
    }

    private void CheckName(int within, string name)
    {
        var folds = reader.CurrentDepth <= foldedTo;
        var folded = folds ? MemberName.Fold(name) : name;
        if (!names.TryAdd((within, folded), name))
        {
            Note(names[(within, folded)] == name ? McpRefusal.DuplicateKey : McpRefusal.FoldedKey);
        }

        if (folds && MemberName.HasControl(name))
        {
            Note(McpRefusal.ControlInName);
        }
    }

    private readonly bool IsWellFormed()
    {
        try
        {
            _ = reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private bool Break(McpRefusal why)
    {
        Broken = true;
        Note(why);
        return false;
    }

    private void Note(McpRefusal why) => Flaw = Flaw == McpRefusal.None ? why : Flaw;
}
