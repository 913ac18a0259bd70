using Writ.Cedar.Values;
using Writ.Domain;

namespace Writ.Decisions;

/// <summary>
/// Builds the `context` of a request. `intent` holds exactly one attribute, named for the intent; `input` the tool's arguments, apart from everything else,
/// so that no argument can pass for a fact.
/// </summary>
internal static class ContextBuilder
{
    public static CedarRecord ForAction(DecisionRequest request, CedarRecord input) =>
        Common(request.Task, request.Actor, request.Now)
            .Add("input", input)
            .Add("destination", CedarRecord.Of(("kind", request.Action.Destination.Kind), ("name", request.Action.Destination.Name)))
            .Build();

    public static CedarRecord ForOpening(AgentTask candidate, DateTimeOffset now) =>
        Common(candidate, candidate.Actor, now).Build();

    public static CedarRecord ForDelegation(AgentTask task, Actor actor, Slug to, DateTimeOffset now) =>
        Common(task, actor, now)
            .Add("delegate", EntityUid.Of(WritNames.Agent, to.ToString()))
            .Build();

    private static CedarRecord.Builder Common(AgentTask task, Actor actor, DateTimeOffset now)
    {
        var parameters = new CedarRecord.Builder(task.Parameters.Count);
        foreach (var (name, value) in task.Parameters)
        {
            parameters.Add(name, value switch
            {
                ParameterValue.Text text => CedarValue.From(text.Value),
                ParameterValue.Number number => CedarValue.From(number.Value),
                ParameterValue.Truth truth => CedarValue.From(truth.Value),
                _ => throw new System.Diagnostics.UnreachableException("a parameter is text, a number or a truth value"),
            });
        }

        var context = new CedarRecord.Builder(8)
            .Add("intent", CedarRecord.Of((Intent.AttributeOf(task.Intent), parameters.Build())))
            .Add("task", CedarRecord.Of(
                ("id", task.Id.ToString()),
                ("channel", Word(task.Channel)),
                ("has_goal", task.Goal is not null),
                ("opened", DatetimeValue.From(task.Opened)),
                ("deadline", DatetimeValue.From(task.Deadline))))
            .Add("actor", CedarRecord.Of(
                ("instance", EntityUid.Of(WritNames.Instance, actor.Instance.ToString())),
                ("assurance", Word(actor.Assurance)),
                ("attestation", Word(actor.Method)),
                ("binding", Word(actor.Binding)),
                ("chain", CedarValue.SetOf(actor.Chain.IsDefault ? [] : actor.Chain.Select(static i => i.ToString())))))
            .Add("now", DatetimeValue.From(now));
        if (task.Subject is { } subject)
        {
            context.Add("subject", CedarRecord.Of(("issuer", subject.Issuer), ("id", subject.Id)));
        }

        return context;
    }

    // The words of policy: lower case, with a hyphen before an inner capital.
    private static string Word<T>(T value)
        where T : struct, Enum =>
        string.Concat(value.ToString().Select(static (c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
