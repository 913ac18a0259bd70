using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>A declared purpose, kept as code: what a task that takes it up may do at most, how long, how often, and who answers for it.</summary>
public sealed record Intent
{
    /// <summary>The longest deadline that an intent may name.</summary>
    public static readonly TimeSpan LongestDeadline = TimeSpan.FromHours(1);

    /// <summary>The idle time after which a task ends when the intent says nothing.</summary>
    public static readonly TimeSpan DefaultIdle = TimeSpan.FromMinutes(10);

    /// <summary>The name, as in `resolve-ticket`.</summary>
    public required Slug Name { get; init; }

    /// <summary>What it is for, in a sentence for people.</summary>
    public required string Purpose { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>How much harm it could do.</summary>
    public required Tier Tier { get; init; }

    /// <summary>The parameters, in the order in which they were declared.</summary>
    public required ImmutableArray<IntentParameter> Parameters { get; init; }

    /// <summary>The longest life of a task; at most <see cref="LongestDeadline"/>.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>A task without an action for this long ends.</summary>
    public required TimeSpan Idle { get; init; }

    /// <summary>What a task may use up.</summary>
    public required Budget Budget { get; init; }

    /// <summary>What a task may do at most.</summary>
    public required Scope Ceiling { get; init; }

    /// <summary>To whom its tasks may be delegated; null for nobody.</summary>
    /// <value>Nobody.</value>
    public DelegationRule? Delegation { get; init; }

    /// <summary>The policy-language attribute for an intent: its name with `-` as `_`. Injective, since a name holds no `_`.</summary>
    public static string AttributeOf(Slug name) => name.ToString().Replace('-', '_');

    /// <summary>Reads the given texts as this intent's parameters: every problem at once, or the values.</summary>
    public ParameterBinding Bind(IReadOnlyDictionary<string, string> given)
    {
        ArgumentNullException.ThrowIfNull(given);
        var problems = ImmutableArray.CreateBuilder<string>();
        var values = ImmutableSortedDictionary.CreateBuilder<string, ParameterValue>(StringComparer.Ordinal);
        foreach (var parameter in Parameters)
        {
            if (!given.TryGetValue(parameter.Name, out var text))
            {
                if (parameter.Required)
                {
                    problems.Add($"parameter `{parameter.Name}` is missing: give it as `--param {parameter.Name}=VALUE`");
                }
            }
            else if (text.Length > parameter.MaxLength)
            {
                problems.Add($"parameter `{parameter.Name}` is longer than {parameter.MaxLength} characters");
            }
            else if (ParameterValue.Read(parameter.Type, text) is { } value)
            {
                values[parameter.Name] = value;
            }
            else
            {
                problems.Add($"parameter `{parameter.Name}` is not a {parameter.Type.ToString().ToLowerInvariant()}");
            }
        }

        foreach (var name in given.Keys.Where(name => Parameters.All(p => !string.Equals(p.Name, name, StringComparison.Ordinal))).Order(StringComparer.Ordinal))
        {
            // What is no identifier is not repeated: it may be a value in the wrong place, or more than a line.
            problems.Add(name.Length <= Slug.MaxLength && ResourcePattern.IsIdentifier(name)
                ? $"intent `{Name}` has no parameter `{name}`"
                : $"intent `{Name}` has no parameter of a name that is not an identifier: use letters, digits and `_`");
        }

        return problems.Count > 0
            ? new ParameterBinding.Refused(problems.ToImmutable())
            : new ParameterBinding.Bound(values.ToImmutable());
    }
}
