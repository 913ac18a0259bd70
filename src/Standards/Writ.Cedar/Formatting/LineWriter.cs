using System.Text;

namespace Writ.Cedar.Formatting;

/// <summary>
/// Collects the words, literals and breaks of one policy and leaves out blank lines, but never a character of a literal.
/// After a literal the rest of its line counts as a line of its own: when it is blank, what follows moves up to the literal.
/// </summary>
internal sealed class LineWriter
{
    private readonly StringBuilder _text = new();
    private int _lineStart;
    private bool _blank = true;
    private bool _afterLiteral;

    public int Length => _text.Length;

    public void Clear()
    {
        _text.Clear();
        (_lineStart, _blank, _afterLiteral) = (0, true, true);
    }

    public void Word(string text)
    {
        _text.Append(text);
        _blank &= text == " ";
    }

    public void Literal(string text)
    {
        _text.Append(text);
        (_lineStart, _blank, _afterLiteral) = (_text.Length, true, true);
    }

    public void Break(int indent)
    {
        if (!_blank || (_afterLiteral && _text.Length == _lineStart)) _text.Append('\n');
        else _text.Length = _lineStart;
        (_lineStart, _blank, _afterLiteral) = (_text.Length, true, false);
        _text.Append(' ', indent);
    }

    public string Finish() => _text.ToString().Trim();
}
