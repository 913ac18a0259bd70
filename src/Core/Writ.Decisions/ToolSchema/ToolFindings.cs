namespace Writ.Decisions;

/// <summary>What is found about one tool: each thing once, and no more than a person reads, so that one tool cannot bury what is said of another.</summary>
internal sealed class ToolFindings(string tool, int most)
{
    private const int Counted = 10;

    private readonly HashSet<(string Place, string Message)> _told = [];
    private readonly List<ToolSchemaFinding> _found = [];
    private bool _isCounted = true;

    public void Add(SchemaPointer at, string message)
    {
        // What is remembered to count each thing once is bounded too.
        if (_told.Count >= (long)most * Counted)
        {
            _isCounted = false;
            return;
        }

        var place = $"{PlainText.Of(tool)} {at}";
        if (_told.Add((place, message)) && _found.Count < most) _found.Add(new ToolSchemaFinding(IsRefusal: false, place, message));
    }

    public IEnumerable<ToolSchemaFinding> All()
    {
        var more = _told.Count - _found.Count;
        return more == 0
            ? _found
            : _found.Append(new ToolSchemaFinding(IsRefusal: false, PlainText.Of(tool), $"has {(_isCounted ? "" : "at least ")}{more} more {(more == 1 ? "finding" : "findings")}, not listed"));
    }
}
