namespace Writ.Contracts;

/// <summary>A task as operators and its own agent see it: nothing personal, neither its parameters nor its goal.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="State">`open`, `downgraded`, `suspended`, `completed`, `revoked` or `expired`.</param>
/// <param name="Agent">The agent's name.</param>
/// <param name="Instance">The instance's SPIFFE id.</param>
/// <param name="Assurance">`same-uid`, `separate-uid`, `sandboxed` or `remote`.</param>
/// <param name="Intent">The intent's name.</param>
/// <param name="Release">The release whose intent was taken up.</param>
/// <param name="Opened">When it opened.</param>
/// <param name="Deadline">When it ends at the latest.</param>
/// <param name="LastActive">When it last acted.</param>
/// <param name="Budget">What it may use up.</param>
/// <param name="Taken">What it has used up.</param>
public sealed record TaskDocument(
    string Id, string State, string Agent, string Instance, string Assurance, string Intent, string Release,
    DateTimeOffset Opened, DateTimeOffset Deadline, DateTimeOffset LastActive, BudgetDocument Budget, BudgetDocument Taken)
{
    /// <summary>The id of the task that delegated it; null when none did.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? Parent { get; init; }
}
