namespace Writ.Cedar.Syntax;

/// <summary>A text with a name, able to say the line and column of any offset.</summary>
internal sealed class SourceText(string text, string? file)
{
    private readonly List<int> _lineStarts = FindLines(text);

    public string Text { get; } = text;

    public string? File { get; } = file;

    public Position At(int offset)
    {
        var found = _lineStarts.BinarySearch(offset);
        var line = found >= 0 ? found : ~found - 1;
        return new Position(File, line + 1, offset - _lineStarts[line] + 1);
    }

    private static List<int> FindLines(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = text.IndexOf('\n', StringComparison.Ordinal); i >= 0; i = text.IndexOf('\n', i + 1))
            starts.Add(i + 1);
        return starts;
    }
}
