namespace Writ.Cedar.Formatting;

/// <summary>
/// Decides the breaks of a document from left to right, looking ahead at most one line. Keeps a stack of its own,
/// so that no depth of document can exhaust the caller's.
/// </summary>
internal sealed class DocumentPrinter(int width, int maxLength)
{
    private readonly List<Command> _commands = [];
    private readonly List<Document> _ahead = [];
    private readonly LineWriter _text = new();
    private int _column;

    private readonly record struct Command(Document Document, int Indent, bool Flat);

    /// <summary>Writes the document without blank lines and without blanks at its ends; null when it grows beyond the limit.</summary>
    public string? Print(Document document)
    {
        _commands.Clear();
        _text.Clear();
        _column = 0;
        _commands.Add(new Command(document, 0, Flat: false));
        while (_commands.Count > 0)
        {
            if (_text.Length > maxLength) return null;
            Step(Pop(_commands));
        }

        return _text.Finish();
    }

    private void Step(Command command)
    {
        var (document, indent, flat) = command;
        switch (document.Kind)
        {
            case DocumentKind.Word:
                _text.Word(document.Text);
                _column += document.Width;
                break;
            case DocumentKind.Literal:
                _text.Literal(document.Text);
                _column += document.Width;
                break;
            case DocumentKind.Line when flat:
                _text.Word(" ");
                _column++;
                break;
            case DocumentKind.SoftBreak when flat:
                break;
            case DocumentKind.Line or DocumentKind.SoftBreak or DocumentKind.HardLine:
                // What follows says how far it is indented: a closing bracket stands further left than the break before it.
                _column = _commands.Count > 0 ? _commands[^1].Indent : indent;
                _text.Break(_column);
                break;
            case DocumentKind.Sequence:
                for (var i = document.Parts.Length - 1; i >= 0; i--) _commands.Add(new Command(document.Parts[i], indent, flat));
                break;
            case DocumentKind.Nest:
                _commands.Add(new Command(document.Parts[0], indent + document.Offset, flat));
                break;
            default:
                _commands.Add(new Command(document.Parts[0], indent, flat || Fits(document.Parts[0])));
                break;
        }
    }

    /// <summary>Whether the document written flat, and what follows it up to the next possible break, ends before the border.</summary>
    private bool Fits(Document document)
    {
        var column = _column;
        var rest = _commands.Count;
        var inside = true;
        _ahead.Clear();
        _ahead.Add(document);
        while (true)
        {
            if (_ahead.Count == 0)
            {
                if (rest == 0) return true;
                inside = false;
                _ahead.Add(_commands[--rest].Document);
            }

            var next = Pop(_ahead);
            switch (next.Kind)
            {
                case DocumentKind.HardLine: return !inside;
                case DocumentKind.Line or DocumentKind.SoftBreak when !inside: return true;
                case DocumentKind.Line: column++; break;
                case DocumentKind.Word or DocumentKind.Literal: column += next.Width; break;
                default:
                    for (var i = next.Parts.Length - 1; i >= 0; i--) _ahead.Add(next.Parts[i]);
                    break;
            }

            if (column > width) return false;
        }
    }

    private static T Pop<T>(List<T> stack)
    {
        var last = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        return last;
    }
}
