using Writ.Domain;

namespace Writ.Testing;

/// <summary>Names the task that a message says it is of, if that task lives: what a real authenticator does once everything was proven.</summary>
public sealed class TestAuthenticator(TestWorld world) : IAuthenticator
{
    /// <summary>Does something else; null names as usual.</summary>
    public Func<Presented, Authentication?>? On { get; set; }

    /// <summary>The writ that is named as presented; the zero value for none.</summary>
    public WritId Writ { get; set; }

    /// <summary>What that writ allows less than its task; null for nothing.</summary>
    public WritLimits? Limits { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Asked { get; private set; }

    /// <inheritdoc />
    public async ValueTask<Authentication> AuthenticateAsync(Presented presented, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(presented);
        Asked++;
        if (On?.Invoke(presented) is { } other)
        {
            return other;
        }

        var named = presented.Authorization is { } text ? TaskId.TryParse(text["Test ".Length..], null, out var id) ? id : default : world.Task.Id;
        return await world.Journal.FindTaskAsync(named, cancellationToken) is { Standing.IsLive: true } task
            ? new Authentication.Named(task.Actor, task, Writ, [], []) { Limits = Limits }
            : new Authentication.Refused(new Reason("W2110", "law/live-task", "the task has ended", "a new task must be opened"), "ended");
    }
}
