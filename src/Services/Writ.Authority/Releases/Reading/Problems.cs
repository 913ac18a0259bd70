using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Releases.Reading;

/// <summary>Collects the mistakes of a release.</summary>
internal sealed class Problems
{
    // A file of noise makes noise without end; a person mends the first few and asks again.
    private const int Most = 200;

    private readonly List<ReleaseProblem> found = [];

    public bool IsEmpty => found.Count == 0;

    public ImmutableArray<ReleaseProblem> InOrder => [.. found.OrderBy(static p => p.File, StringComparer.Ordinal).ThenBy(static p => p.Line).ThenBy(static p => p.Column)];

    public void Add(string code, Place at, string text, string fix)
    {
        if (found.Count < Most)
        {
            found.Add(new ReleaseProblem(code, at.File, at.Line, at.Column, text, fix));
        }
    }
}
