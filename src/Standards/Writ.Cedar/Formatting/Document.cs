namespace Writ.Cedar.Formatting;

/// <summary>
/// A text whose line breaks are not yet decided, after Wadler's "A prettier printer". Immutable; built by the layout,
/// walked by <see cref="DocumentPrinter"/> without recursion, so its depth costs no stack.
/// </summary>
internal sealed class Document
{
    private Document(DocumentKind kind, string text, int offset, Document[] parts)
    {
        (Kind, Text, Offset, Parts) = (kind, text, offset, parts);
        Width = DisplayWidth.Of(text);
    }

    public static Document Nothing { get; } = new(DocumentKind.Sequence, "", 0, []);

    public static Document Space { get; } = Word(" ");

    /// <summary>A break in a group that is broken, a blank in one that is flat.</summary>
    public static Document Line { get; } = new(DocumentKind.Line, "", 0, []);

    /// <summary>A break in a group that is broken, nothing in one that is flat.</summary>
    public static Document SoftBreak { get; } = new(DocumentKind.SoftBreak, "", 0, []);

    /// <summary>A break always; no group around it can be flat.</summary>
    public static Document HardLine { get; } = new(DocumentKind.HardLine, "", 0, []);

    public DocumentKind Kind { get; }

    public string Text { get; }

    /// <summary>The columns the text takes.</summary>
    public int Width { get; }

    public int Offset { get; }

    // INVARIANT: none of them is Nothing. A break takes the indentation of what follows it, and nothing must not count.
    public Document[] Parts { get; }

    private bool IsNothing => Kind == DocumentKind.Sequence && Parts.Length == 0;

    /// <summary>A word or sign of the language.</summary>
    public static Document Word(string text) => new(DocumentKind.Word, text, 0, []);

    /// <summary>A comment or a string, whose inside is nobody's business; it may run over several lines.</summary>
    public static Document Literal(string text) => new(DocumentKind.Literal, text, 0, []);

    public static Document Of(params ReadOnlySpan<Document> parts)
    {
        var some = new List<Document>(parts.Length);
        foreach (var part in parts)
            if (!part.IsNothing) some.Add(part);
        return some.Count switch
        {
            0 => Nothing,
            1 => some[0],
            _ => new Document(DocumentKind.Sequence, "", 0, [.. some]),
        };
    }

    /// <summary>Breaks inside are indented further.</summary>
    public Document Nest(int offset) => IsNothing ? this : new Document(DocumentKind.Nest, "", offset, [this]);

    /// <summary>Flat when it fits on what is left of the line, otherwise every break of its own breaks.</summary>
    public Document Group() => IsNothing ? this : new Document(DocumentKind.Group, "", 0, [this]);
}
