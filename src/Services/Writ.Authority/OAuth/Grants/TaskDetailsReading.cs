namespace Writ.Authority.OAuth.Grants;

/// <summary>What came of reading `authorization_details`.</summary>
internal abstract record TaskDetailsReading
{
    private TaskDetailsReading()
    {
    }

    /// <summary>They are well-formed.</summary>
    /// <param name="Details">What they ask for.</param>
    public sealed record Read(TaskDetails Details) : TaskDetailsReading;

    /// <summary>They are not.</summary>
    /// <param name="Fault">What is wrong.</param>
    public sealed record Refused(TaskDetailsFault Fault) : TaskDetailsReading;
}
