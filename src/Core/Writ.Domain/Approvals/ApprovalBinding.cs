namespace Writ.Domain;

/// <summary>What an approval is for, and what must be the same when it is used. No part of it is a value that somebody chose: digests and Writ's own names.</summary>
/// <param name="Task">The task. Another task's identical call is another call.</param>
/// <param name="Request">The keyed digest of the action's hash: exact name, exact argument bytes, definition.</param>
/// <param name="Definition">The digest of the pinned definition; the zero value where there is none.</param>
/// <param name="Release">The release that asks.</param>
/// <param name="Context">The keyed digest of everything else that the decision rested on (<see cref="ApprovalContext"/>).</param>
public sealed record ApprovalBinding(TaskId Task, Digest256 Request, Digest256 Definition, ReleaseId Release, Digest256 Context);
