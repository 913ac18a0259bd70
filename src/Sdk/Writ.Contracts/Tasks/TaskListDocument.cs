using System.Collections.Immutable;

namespace Writ.Contracts;

/// <summary>The tasks that live, newest first.</summary>
/// <param name="Tasks">The tasks; at most a thousand.</param>
public sealed record TaskListDocument(ImmutableArray<TaskDocument> Tasks);
