using System.Collections.Immutable;
using System.Text.Json;

namespace Writ.Domain;

/// <summary>What a task may do at most: a list of entries, any one of which suffices. It only ever narrows. No entries allow nothing.</summary>
/// <param name="Entries">The entries.</param>
public sealed record Scope(ImmutableArray<ScopeEntry> Entries)
{
    /// <summary>Allows nothing.</summary>
    public static Scope Nothing { get; } = new(ImmutableArray<ScopeEntry>.Empty);

    /// <summary>
    /// Whether everything this allows is allowed by <paramref name="wider"/>: each entry lies within one entry of it.
    /// The answer "no" is safe where the question is hard; the answer "yes" is always true.
    /// </summary>
    public bool IsSubsetOf(Scope wider)
    {
        ArgumentNullException.ThrowIfNull(wider);
        return Entries.All(entry => entry.AllowsNothing || wider.Entries.Any(entry.IsWithin));
    }

    /// <summary>What both allow; where one entry cannot say it exactly, less.</summary>
    public Scope Intersect(Scope other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var entries = ImmutableArray.CreateBuilder<ScopeEntry>();
        foreach (var mine in Entries)
        {
            foreach (var theirs in other.Entries)
            {
                if (mine.Intersect(theirs) is { } both)
                {
                    entries.Add(both);
                }
            }
        }

        // An entry that lies within another one adds nothing; dropping it makes intersection idempotent.
        var kept = ImmutableArray.CreateBuilder<ScopeEntry>();
        for (var i = 0; i < entries.Count; i++)
        {
            var redundant = false;
            for (var j = 0; j < entries.Count && !redundant; j++)
            {
                redundant = i != j && entries[i].IsWithin(entries[j]) && (j < i || !entries[j].IsWithin(entries[i]));
            }

            if (!redundant)
            {
                kept.Add(entries[i]);
            }
        }

        return new Scope(kept.ToImmutable());
    }

    /// <summary>Whether some entry could allow the action with some resource and arguments: what a tool list may show.</summary>
    public bool Mentions(ActionName name) => Entries.Any(entry => entry.Actions.Any(a => a.Matches(name)));

    /// <summary>Whether some entry speaks of the server at all.</summary>
    public bool Mentions(Slug server) => Entries.Any(entry => entry.Actions.Any(a => a.Server == server));

    /// <summary>Whether an entry allows this very action.</summary>
    /// <param name="request">The action; its arguments have been found to be well-formed, without duplicate keys.</param>
    public bool Allows(ActionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Entries.Any(entry =>
            entry.Actions.Any(a => a.Matches(request.Name))
            && entry.Resources.Any(r => r.Matches(request.Resource))
            && (entry.Constraints.IsEmpty || Satisfied(entry, request.Arguments.Span)));
    }

    private static bool Satisfied(ScopeEntry entry, ReadOnlySpan<byte> arguments)
    {
        if (arguments.IsEmpty)
        {
            return false;
        }

        var reader = new Utf8JsonReader(arguments);
        using var document = JsonDocument.ParseValue(ref reader);
        return entry.Constraints.All(constraint =>
            document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty(constraint.Key, out var value)
            && Form(value) is { } form
            && constraint.Value.Allows(form));
    }

    private static string? Form(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number when value.TryGetInt64(out var number) => new ParameterValue.Number(number).Form,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
