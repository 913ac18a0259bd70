using System.Collections.Immutable;
using System.Text.Json;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Tokens;

/// <summary>Writes what was granted as `authorization_details` (RFC 9396 §7): a line for each of the scope's, without parameters or goal, which may be personal.</summary>
internal static class GrantedDetails
{
    // A writ travels in a header with each request. A scope beyond this is named by its intent alone; the task has it whole.
    private const int MaxInToken = 4096;

    /// <summary>The details of a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="lifetime">How long it lives from its opening on; null leaves that out.</param>
    /// <param name="scope">The scope of the writ; null for the task's.</param>
    /// <param name="uses">The uses of the writ; null when they are not counted.</param>
    public static ImmutableArray<TaskDetailsDocument> Of(AgentTask task, TimeSpan? lifetime = null, Scope? scope = null, int? uses = null) =>
        [.. (scope ?? task.Scope).Entries.Select(entry => new TaskDetailsDocument(TaskDetailsDocument.TypeName, task.Intent.ToString())
        {
            Actions = [.. entry.Actions.Select(static a => a.ToString())],
            Resources = [.. entry.Resources.Select(static r => r.ToString())],
            Arguments = entry.Constraints.IsEmpty ? null : entry.Constraints.ToImmutableSortedDictionary(static c => c.Key, static c => Limit(c.Value), StringComparer.Ordinal),
            Lifetime = (long?)lifetime?.TotalSeconds,
            Uses = uses,
        })];

    /// <summary>The details of a writ that is less than its task's: one line, without actions when its scope is the task's, so that uses do not read as those of each line.</summary>
    /// <param name="task">The task.</param>
    /// <param name="lifetime">How long the writ lives, or its task; null leaves that out.</param>
    /// <param name="scope">The scope of the writ, of one line; null for the task's.</param>
    /// <param name="uses">The uses of the writ; null when they are not counted.</param>
    public static ImmutableArray<TaskDetailsDocument> OfNarrowed(AgentTask task, TimeSpan? lifetime, Scope? scope, int? uses) => scope is not null
        ? Of(task, lifetime, scope, uses)
        : [new TaskDetailsDocument(TaskDetailsDocument.TypeName, task.Intent.ToString()) { Lifetime = (long?)lifetime?.TotalSeconds, Uses = uses }];

    /// <summary>The details as a token carries them, as JSON. Those of a narrowed writ are one line, without actions when its scope is the task's.</summary>
    public static byte[] InToken(AgentTask task, WritNarrowing narrowing)
    {
        var intent = new TaskDetailsDocument(TaskDetailsDocument.TypeName, task.Intent.ToString()) { Uses = narrowing.Uses };
        if (narrowing.IsAny)
        {
            return ToJson(narrowing.Scope is { } scope ? Of(task, null, scope, narrowing.Uses) : [intent]);
        }

        var whole = ToJson(Of(task));
        return whole.Length <= MaxInToken ? whole : ToJson([intent]);
    }

    /// <summary>A narrower scope as the details that it was asked by, so that it can be read back.</summary>
    public static string Text(AgentTask task, Scope scope) => System.Text.Encoding.UTF8.GetString(ToJson(Of(task, null, scope)));

    /// <summary>Whether a narrower scope is short enough for a token.</summary>
    public static bool FitsToken(AgentTask task, Scope scope) => ToJson(Of(task, null, scope)).Length <= MaxInToken;

    private static byte[] ToJson(IReadOnlyList<TaskDetailsDocument> details) => JsonSerializer.SerializeToUtf8Bytes(details, ContractsJson.Default.IReadOnlyListTaskDetailsDocument);

    private static ArgumentLimitDocument Limit(Constraint constraint) => constraint switch
    {
        Constraint.OneOf few => new ArgumentLimitDocument { OneOf = [.. few.Values] },
        Constraint.Below below => new ArgumentLimitDocument { Below = below.Path },
        Constraint.Between between => new ArgumentLimitDocument
        {
            AtLeast = between.Least == long.MinValue ? null : between.Least,
            AtMost = between.Most == long.MaxValue && between.Least != long.MinValue ? null : between.Most,
        },
        Constraint.Like like => new ArgumentLimitDocument { Like = like.Pattern },
        Constraint.InNetwork inside => new ArgumentLimitDocument { Network = inside.Network.ToString() },
        Constraint.Every every => new ArgumentLimitDocument { Every = [.. every.Parts.Select(Limit)] },
        _ => throw new ArgumentException("a constraint of an unknown kind cannot be written", nameof(constraint)),
    };
}
