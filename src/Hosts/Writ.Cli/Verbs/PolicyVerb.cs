using System.CommandLine;
using System.Text.Json.Nodes;
using Writ.Cedar.Authorization;
using Writ.Cedar.Explaining;

namespace Writ.Cli;

/// <summary>`writ policy …`: check, format, try and explain policies on files, without a running Writ.</summary>
internal static class PolicyVerb
{
    public static Command Create()
    {
        var verb = new Command("policy", "check, format, try and explain Cedar policies on files, without a running Writ");
        verb.Add(Eval());
        verb.Add(Explain());
        return verb;
    }

    private static Command Eval()
    {
        var options = new PolicyOptions();
        var json = new Option<bool>("--json") { Description = "write the answer as JSON" };
        var command = new Command("eval", "decide one request; the exit code is 0 for allow, 2 for deny, 4 when a policy could not be evaluated") { json };
        options.AddTo(command);
        command.SetAction(result =>
        {
            var (request, policies, entities) = options.Read(result);
            var response = Authorizer.Authorize(request, policies, entities);
            if (result.GetValue(json)) WriteJson(response);
            else WriteText(response);
            return !response.Errors.IsEmpty ? ExitCode.Undecided : response.Decision == CedarDecision.Allow ? ExitCode.Ok : ExitCode.Denied;
        });
        return command;
    }

    private static Command Explain()
    {
        var options = new PolicyOptions();
        var redact = new Option<bool>("--redact") { Description = "show the types of the request's values in place of the values" };
        var all = new Option<bool>("--all") { Description = "tell of the policies that are out of scope too" };
        var command = new Command("explain", "decide one request and tell which clause of which policy decided it") { redact, all };
        options.AddTo(command);
        command.SetAction(result =>
        {
            var (request, policies, entities) = options.Read(result);
            var explanation = Explainer.Explain(request, policies, entities);
            var text = ExplanationText.Write(explanation, result.GetValue(redact) ? ValueDisplay.Redacted : ValueDisplay.Shown, result.GetValue(all) ? OutOfScope.Told : OutOfScope.Counted);
            foreach (var line in text.TrimEnd('\n').Split('\n')) Screen.Line(line);
            if (explanation.Policies.Any(static policy => policy.Outcome == PolicyOutcome.Errored)) return ExitCode.Undecided;
            return explanation.Decision == CedarDecision.Allow ? ExitCode.Ok : ExitCode.Denied;
        });
        return command;
    }

    private static void WriteText(CedarResponse response)
    {
        Screen.Line(response.Decision == CedarDecision.Allow ? "allow" : "deny");
        foreach (var policy in response.Reasons) Screen.Line($"  because {policy.Position}: {PolicyName.Of(policy)}");
        foreach (var error in response.Errors) Screen.Note($"{error.Error.Position}: {PolicyName.Of(error.Policy)} was left out: {error.Error.Message}");
        if (!response.Errors.IsEmpty) Screen.Note("  a forbid that is left out does not forbid; Writ itself denies when any policy errors");
    }

    private static void WriteJson(CedarResponse response) => Screen.Line(new JsonObject
    {
        ["decision"] = response.Decision == CedarDecision.Allow ? "allow" : "deny",
        ["reasons"] = new JsonArray([.. response.Reasons.Select(static policy => (JsonNode)PolicyName.Of(policy))]),
        ["errors"] = new JsonArray([.. response.Errors.Select(static error => (JsonNode)new JsonObject
        {
            ["policy"] = PolicyName.Of(error.Policy),
            ["position"] = error.Error.Position.ToString(),
            ["message"] = error.Error.Message,
        })]),
    }.ToJsonString());
}
