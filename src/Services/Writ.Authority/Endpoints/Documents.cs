using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>Makes documents of what the domain holds, leaving out all that is personal.</summary>
internal static class Documents
{
    public static TaskDocument Of(AgentTask task, Budget taken) => new(
        task.Id.ToString(),
        Word(task.Standing.State),
        task.Actor.Agent.ToString(),
        task.Actor.Instance.ToString(),
        Of(task.Actor.Assurance),
        task.Intent.ToString(),
        task.Release.ToString(),
        task.Opened,
        task.Deadline,
        task.LastActive,
        Of(task.Budget),
        Of(taken))
    {
        Parent = task.Parent.IsDefault ? null : task.Parent.ToString(),
    };

    public static string Of(ContainmentKey contained) => $"{Word(contained.Kind)} {contained.Name}".TrimEnd();

    public static string Of(Assurance assurance) => assurance switch
    {
        Assurance.SameUid => "same-uid",
        Assurance.SeparateUid => "separate-uid",
        Assurance.Sandboxed => "sandboxed",
        Assurance.Remote => "remote",
        _ => "unknown",
    };

    public static string Of(AttestationMethod method) => method switch
    {
        AttestationMethod.Launcher => "launcher",
        AttestationMethod.Registration => "registration",
        AttestationMethod.JoinToken => "join-token",
        AttestationMethod.Issuer => "issuer",
        _ => "none",
    };

    public static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static BudgetDocument Of(Budget budget) => new(budget.Calls, budget.Writes, budget.Egress);
}
