namespace Writ.Contracts;

/// <summary>The instance and the task that a launcher was given.</summary>
/// <param name="Instance">The instance's SPIFFE id.</param>
/// <param name="Assurance">`same-uid`, `separate-uid`, `sandboxed` or `remote`.</param>
/// <param name="Task">The task.</param>
public sealed record RunDocument(string Instance, string Assurance, TaskDocument Task);
