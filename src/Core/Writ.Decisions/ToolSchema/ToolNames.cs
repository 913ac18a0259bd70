using System.Text;
using Writ.Cedar.Validation;
using Writ.Domain;

namespace Writ.Decisions;

/// <summary>
/// The names of one server's tools as actions. The id is the name itself behind the server's, which holds no slash: no two tools share one, and nothing
/// need be escaped, or refused but what no person could tell from another.
/// </summary>
internal sealed class ToolNames
{
    private readonly Slug _server;

    // All names, which tell tools apart by more than case; and the first of each skeleton.
    private readonly Dictionary<string, string> _told = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _classified = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<ActionName, ToolClass> _catalogue;

    public ToolNames(Slug server, IReadOnlyDictionary<ActionName, ToolClass> catalogue)
    {
        (_server, _catalogue) = (server, catalogue);
        foreach (var name in catalogue.Keys)
            if (name.Server == server) _classified.TryAdd(LookAlikes.Skeleton(name.Tool), name.Tool);
    }

    /// <exception cref="ToolListException">The name is none, is there already, or looks like another for a reason that no font mends.</exception>
    public ActionName Add(string tool, ToolFindings findings)
    {
        var shown = PlainText.Of(tool);
        if (!ActionName.TryCreate(_server, tool, out var name))
            throw new ToolListException(shown, $"found a tool's name that is empty, `*`, longer than {ActionName.MaxToolLength} characters, or not plain text");
        if (!PlainText.Holds(tool)) throw new ToolListException(shown, "found a tool's name with characters that print as nothing, expected one that a person can read");
        if (LookAlikes.Oddity(tool) is { } odd) findings.Add(SchemaPointer.Root, $"has a name that {odd}");
        var skeleton = LookAlikes.Skeleton(tool);
        if (!_catalogue.ContainsKey(name) && _classified.TryGetValue(skeleton, out var classified))
            findings.Add(SchemaPointer.Root, $"is not classified, and looks like `{PlainText.Of(classified)}`, which is");
        if (!_told.TryAdd(tool, tool))
            throw string.Equals(_told[tool], tool, StringComparison.Ordinal) ? new ToolListException(shown, "found the tool twice in one list") : TooLike(shown, _told[tool]);
        if (_seen.TryAdd(skeleton, tool)) return name;

        // `l1` and `ll` differ in most fonts, and both are ordinary names; case and other scripts are tricks. Beside a name that is not ASCII
        // none of its skeleton is let in, so the first tells whether one is there.
        var other = _seen[skeleton];
        if (!Ascii.IsValid(tool) || !Ascii.IsValid(other)) throw TooLike(shown, other);
        findings.Add(SchemaPointer.Root, $"has a name that looks like that of another, `{PlainText.Of(other)}`");
        return name;
    }

    private static ToolListException TooLike(string shown, string other) =>
        new(shown, $"found a tool's name that looks like that of another, `{PlainText.Of(other)}`: a policy for one would be read as one for the other");
}
