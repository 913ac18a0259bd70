using System.Collections.Concurrent;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Access;

/// <summary>Tells of each action what a test wants told; of all, until it says otherwise, that it would be allowed. What is presented once is taken as it comes.</summary>
public sealed class ScriptedEvaluator : IEvaluator
{
    private readonly TestUlids ulids = new();

    /// <summary>The verdict on a question.</summary>
    public Func<ActionQuestion, Verdict> On { get; set; } = static _ => Verdict.Allow;

    /// <summary>What a caller is told before anything is asked; null lets it go on.</summary>
    public Reason? AtFirst { get; set; }

    /// <summary>Who asked.</summary>
    public ConcurrentQueue<Domain.Authentication.Named> Begun { get; } = new();

    /// <summary>What was asked.</summary>
    public ConcurrentQueue<ActionQuestion> Asked { get; } = new();

    /// <summary>What was refused without being asked.</summary>
    public ConcurrentQueue<string> Refused { get; } = new();

    /// <inheritdoc />
    public ValueTask<Domain.Authentication> BeginAsync(Domain.Authentication.Named who, CancellationToken cancellationToken)
    {
        Begun.Enqueue(who);
        return new(AtFirst is { } reason ? new Domain.Authentication.Refused(reason, "") : who);
    }

    /// <inheritdoc />
    public ValueTask<Evaluation> EvaluateAsync(Domain.Authentication.Named who, ActionQuestion question, CancellationToken cancellationToken)
    {
        Asked.Enqueue(question);
        var verdict = On(question);
        var decision = DecisionId.New(ulids);
        return new(verdict == Verdict.Allow ? new Evaluation.Allowed(decision) : new Evaluation.Refused(new Denial(decision, verdict, [new Reason("W3107", "default-deny", "no policy permits it", "do without it")])));
    }

    /// <inheritdoc />
    public Evaluation Refuse(Domain.Authentication.Named who, Reason reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        Refused.Enqueue(reason.Code);
        return new Evaluation.Refused(new Denial(DecisionId.New(ulids), Verdict.Deny, [reason]));
    }
}
