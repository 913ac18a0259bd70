namespace Writ.Decisions;

/// <summary>What is found about one tool: each thing once, and no more than a person reads, so that one tool cannot bury what is said of another.</summary>
internal sealed class ToolFindings(string tool, int most)
{
    private readonly HashSet<(string Place, string Message)> _told = [];
    private readonly List<ToolSchemaFinding> _found = [];
    private int _more;

    public void Add(SchemaPointer at, string message)
    {
        if (_found.Count >= most)
        {
            _more++;
            return;
        }

        var place = $"{PlainText.Of(tool)} {at}";
        if (_told.Add((place, message))) _found.Add(new ToolSchemaFinding(IsRefusal: false, place, message));
    }

    public IEnumerable<ToolSchemaFinding> All() => _more == 0
        ? _found
        : _found.Append(new ToolSchemaFinding(IsRefusal: false, PlainText.Of(tool), $"has {_more} more findings, which are not listed"));
}
