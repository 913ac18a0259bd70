using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>
/// The way into a session with an upstream, and the check of what passes in it beside actions. Opening one is recorded before it happens, under the laws alone:
/// live task, live instance, nothing contained, and a scope that speaks of the server. Messages that carry no authority (pings, lists) need a named caller with a live task.
/// </summary>
public sealed partial class SessionGate(
    IAuthenticator authenticator, IReleases releases, IJournal journal, IKeyring keyring, IUlidSource ulids, TimeProvider time, UnnamedRefusals unnamed, ISecretBroker broker,
    ILogger<SessionGate> logger)
{
    /// <summary>Asks to open a session with a server.</summary>
    public async ValueTask<SessionAdmission> OpenAsync(Presented presented, Slug server, string zone, CancellationToken cancellationToken)
    {
        var decision = DecisionId.New(ulids);
        SessionSecrets? unused = null;
        try
        {
            if (releases.Current is not { } release)
            {
                return Refuse(decision, default, zone, Stage.Authenticate, Cause.Unavailable, PipelineReasons.NoRelease, "");
            }

            var answer = await authenticator.AuthenticateAsync(presented, cancellationToken);
            if (answer is not Authentication.Named who)
            {
                return RefuseUnnamed(answer, decision, zone);
            }

            if (!release.Release.Servers.TryGetValue(server, out var registration) || !who.Scope.Mentions(server))
            {
                return Refuse(decision, who.Task.Id, zone, Stage.Decide, Cause.Refused, OutsideScope(server), "");
            }

            // A value is fetched for nobody who may not act: fetching may run a command. The transaction below judges the same once more.
            if (registration.Secrets is { IsEmpty: false }
                && await journal.CommitAsync(Laws(who, server, release, time.GetUtcNow()), [], [], cancellationToken) is CommitResult.Refused early)
            {
                return Refuse(decision, who.Task.Id, zone, Stage.Record, Cause.Refused, ConditionReasons.Of(early.Failed, early.Found, who.Task.Id), early.Found);
            }

            var (secrets, missing, why) = await SecretsAsync(release.Release, registration, who.Actor.Assurance, cancellationToken);
            unused = secrets;
            if (missing is not null)
            {
                return Refuse(decision, who.Task.Id, zone, Stage.Decide, Cause.Refused, missing, why);
            }

            // Opening takes no use, and a writ that has none left starts nothing.
            var now = time.GetUtcNow();
            var result = await journal.CommitAsync(
                Laws(who, server, release, now),
                [new Change.Touch(who.Task.Id, now), .. who.Changes],
                [
                    new LedgerEntry.SessionOpened(who.Task.Id, decision, who.Actor.Instance, server) { Id = EntryId.New(ulids), At = now },
                    .. secrets.Versions.Select(used => new LedgerEntry.SecretUsed(who.Task.Id, decision, used.Secret, used.Version, server) { Id = EntryId.New(ulids), At = now }),
                ],
                cancellationToken);

            // From here on they are the session's.
            unused = result is CommitResult.Committed ? null : unused;
            return result switch
            {
                CommitResult.Committed committed => new SessionAdmission.Opened(
                    new Authorized<SessionOpening>(new SessionOpening(who.Task.Id, who.Actor.Instance, registration) { Secrets = secrets }, who.Task.Id, who.Actor.Instance, decision, committed.Receipt), who, release) { StoppedBy = StoppedBy(who, server) },
                CommitResult.Refused refused => Refuse(decision, who.Task.Id, zone, Stage.Record, Cause.Refused, ConditionReasons.Of(refused.Failed, refused.Found, who.Task.Id), refused.Found),
                _ => Refuse(decision, who.Task.Id, zone, Stage.Record, Cause.Faulted, PipelineReasons.Unrecorded, ""),
            };
        }
        catch (Exception exception)
        {
            return Refuse(decision, default, zone, Stage.Record, Cause.Faulted, PipelineReasons.Broken(Stage.Record, CauseOf(exception, cancellationToken), zone), exception.GetType().Name);
        }
        finally
        {
            unused?.Dispose();
        }
    }

    /// <summary>Asks whether a message to a server that carries no authority may pass. What it presented once (a proof) is spent.</summary>
    public async ValueTask<SessionAdmission> AdmitAsync(Presented presented, Slug server, string zone, CancellationToken cancellationToken)
    {
        var decision = DecisionId.New(ulids);
        try
        {
            if (releases.Current is not { } release)
            {
                return Refuse(decision, default, zone, Stage.Authenticate, Cause.Unavailable, PipelineReasons.NoRelease, "");
            }

            var answer = await authenticator.AuthenticateAsync(presented, cancellationToken);
            if (answer is not Authentication.Named who)
            {
                return RefuseUnnamed(answer, decision, zone);
            }

            // The same conditions as for an action, so that what was ended or contained is refused here as exactly as there; what was presented once is spent.
            var result = await journal.CommitAsync(
                [
                    .. Alive(who, server, time.GetUtcNow()),
                    .. who.Conditions,
                ],
                who.Changes,
                [],
                cancellationToken);
            return result switch
            {
                CommitResult.Committed => new SessionAdmission.Admitted(who, release),
                CommitResult.Refused refused => Refuse(decision, who.Task.Id, zone, Stage.Record, Cause.Refused, ConditionReasons.Of(refused.Failed, refused.Found, who.Task.Id), refused.Found),
                _ => Refuse(decision, who.Task.Id, zone, Stage.Record, Cause.Faulted, PipelineReasons.Unrecorded, ""),
            };
        }
        catch (Exception exception)
        {
            return Refuse(decision, default, zone, Stage.Authenticate, Cause.Faulted, PipelineReasons.Broken(Stage.Authenticate, CauseOf(exception, cancellationToken), zone), exception.GetType().Name);
        }
    }

    // Fetched before the transaction, so that it can say which value goes out. An instance that could read Writ's own memory gets none.
    private async ValueTask<(SessionSecrets Secrets, Reason? Missing, string Why)> SecretsAsync(
        Release release, ServerRegistration server, Assurance assurance, CancellationToken cancellationToken)
    {
        var taken = ImmutableSortedDictionary.CreateBuilder<Slug, SecretReading.Taken>();
        if (server.Secrets is not { IsEmpty: false } names)
        {
            return (SessionSecrets.None, null, "");
        }

        if (assurance <= Assurance.SameUid)
        {
            return (SessionSecrets.None, NotSeparate(server.Name), "");
        }

        var whole = false;
        try
        {
            foreach (var name in names)
            {
                var reading = release.Secrets.TryGetValue(name, out var source) ? await broker.TakeAsync(name, source, cancellationToken) : new SecretReading.Unavailable("the release does not declare it");
                if (reading is not SecretReading.Taken value)
                {
                    return (SessionSecrets.None, NoSecret(server.Name), $"secret {name}: {(reading as SecretReading.Unavailable)?.Operator}");
                }

                taken.Add(name, value);
            }

            whole = true;
            return (new SessionSecrets(taken.ToImmutable()), null, "");
        }
        finally
        {
            if (!whole)
            {
                new SessionSecrets(taken.ToImmutable()).Dispose();
            }
        }
    }

    private ImmutableArray<ContainmentKey> StoppedBy(Authentication.Named who, Slug server) =>
        [.. ContainmentKey.Stopping(who.Actor, Subject.PseudonymOf(who.Task.Subject, keyring)), ContainmentKey.Server(server)];

    private IEnumerable<Condition> Alive(Authentication.Named who, Slug server, DateTimeOffset now) =>
        [.. Condition.Alive(who.Task, Effects.Read, Subject.PseudonymOf(who.Task.Subject, keyring), now), new Condition.NotContained(ContainmentKey.Server(server))];

    private Condition[] Laws(Authentication.Named who, Slug server, ReleaseInForce release, DateTimeOffset now) =>
    [
        .. Alive(who, server, now),
        new Condition.InForce(release.Release.Id),
        .. who.Limits?.ConditionsOf(1) ?? [],
        .. who.Conditions,
    ];

    private static Reason NotSeparate(Slug server) => new(
        "W2020", "law/brokered-secret", $"the server `{server}` needs a secret, and an instance that is not separated from Writ gets none", "run the agent under another user, with `writ run --user NAME`");

    private static Reason NoSecret(Slug server) =>
        new("W2021", "law/brokered-secret", $"a secret that the server `{server}` needs cannot be had now", "an operator finds the cause in Writ's log");

    private static Reason OutsideScope(Slug server) =>
        new("W3103", "law/scope", $"the task's scope does not speak of the server `{server}`", "use a server that the task's intent names");

    private static Cause CauseOf(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => Cause.Cancelled,
        OperationCanceledException or TimeoutException => Cause.TimedOut,
        JournalUnavailableException => Cause.Unavailable,
        _ => Cause.Faulted,
    };

    private SessionAdmission.Refused RefuseUnnamed(Authentication answer, DecisionId decision, string zone) => answer is Authentication.Refused refused
        ? Refuse(decision, default, zone, Stage.Authenticate, Cause.Refused, refused.Reason, refused.Operator)
        : Refuse(decision, default, zone, Stage.Authenticate, Cause.Refused, PipelineReasons.Nobody, "");

    private SessionAdmission.Refused Refuse(DecisionId decision, TaskId task, string zone, Stage stage, Cause cause, Reason reason, string text)
    {
        Log.Refused(logger, decision, zone, stage, cause, reason.Code, text);
        if (task.IsDefault)
        {
            unnamed.Count(reason.Code);
            return new SessionAdmission.Refused(new Denial(decision, Verdict.Deny, [reason]), stage, cause);
        }

        try
        {
            journal.Defer(new LedgerEntry.MessageRefused(decision, task, zone, Entries.Word(stage), Entries.Word(cause), reason.Code) { Id = EntryId.New(ulids), At = time.GetUtcNow() });
        }
        catch (Exception exception)
        {
            Log.NotRecorded(logger, decision, exception.GetType().Name);
        }

        return new SessionAdmission.Refused(new Denial(decision, Verdict.Deny, [reason]), stage, cause);
    }

    private static partial class Log
    {
        [LoggerMessage(4010, LogLevel.Information, "refused {Decision} in zone {Zone} at {Stage}: {Cause} {Code} {Operator}")]
        public static partial void Refused(ILogger logger, DecisionId decision, string zone, Stage stage, Cause cause, string code, string @operator);

        [LoggerMessage(4011, LogLevel.Error, "the refusal {Decision} could not be recorded: {Detail}")]
        public static partial void NotRecorded(ILogger logger, DecisionId decision, string detail);
    }
}
