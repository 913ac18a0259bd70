using System.CommandLine;
using System.Text.Json.Nodes;
using Writ.Cedar.Authorization;
using Writ.Cedar.Explaining;
using Writ.Cedar.Validation;

namespace Writ.Cli;

/// <summary>`writ policy …`: check, format, try and explain policies on files, without a running Writ.</summary>
internal static class PolicyVerb
{
    public static Command Create()
    {
        var verb = new Command("policy", "check, format, try and explain Cedar policies on files, without a running Writ");
        verb.Add(Check());
        verb.Add(Format());
        verb.Add(Eval());
        verb.Add(Explain());
        verb.Add(Schema());
        return verb;
    }

    private static Command Check()
    {
        var paths = Paths();
        var schema = new Option<string?>("--schema", "-s") { Description = "the schema that the policies must keep to; without one only the syntax is checked", HelpName = "FILE" };
        var permissive = new Option<bool>("--permissive") { Description = "refuse only what would error, as Cedar's permissive mode does" };
        var level = new Option<int?>("--level") { Description = "how many entities in a row a policy may look into", HelpName = "N" };
        level.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int?>() < 0) result.AddError("`--level` is a number from 0");
        });
        var command = new Command("check", "read files of policies and report every mistake; with a schema, also every policy that could error or never hold") { paths, schema, permissive, level };
        command.SetAction(result => PolicyChecking.Run(result.GetRequiredValue(paths), result.GetValue(schema), new ValidationOptions
        {
            Mode = result.GetValue(permissive) ? ValidationMode.Permissive : ValidationMode.Strict,
            MaxLevel = result.GetValue(level),
        }));
        return command;
    }

    private static Command Format()
    {
        var paths = Paths();
        var check = new Option<bool>("--check") { Description = "change nothing; list the files that are not formatted, and end with 1 when there is one" };
        var width = new Option<int>("--width") { Description = "the column that a line should not cross", HelpName = "N", DefaultValueFactory = static _ => 80 };
        width.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000) result.AddError("`--width` is a number from 1 to 1000");
        });
        var command = new Command("fmt", "lay files of policies out in place, with every comment kept; `-` is standard input and output") { paths, check, width };
        command.SetAction(result => PolicyFormatting.Run(result.GetRequiredValue(paths), result.GetValue(check), result.GetValue(width)));
        return command;
    }

    private static Argument<string[]> Paths() => new("path")
    {
        Description = "files of policies, or folders with files that end in .cedar",
        DefaultValueFactory = static _ => ["policies"],
    };

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

    private static Command Schema()
    {
        var config = ReleaseVerb.ConfigOption();
        var tools = new Option<string[]>("--tools") { Description = "the answer of a server to tools/list; repeat it for each server", HelpName = "SERVER=FILE", DefaultValueFactory = static _ => [] };
        var stub = new Option<string?>("--agentcore") { Description = "write the tools of one target as AgentCore names them instead, on top of this stub of a schema", HelpName = "STUB" };
        var command = new Command("schema", "write the policy vocabulary of a release folder as a Cedar schema, to check its policies against") { config, tools, stub };
        command.SetAction(result => result.GetValue(stub) is { } file
            ? PolicyVocabulary.Export(file, result.GetRequiredValue(tools))
            : PolicyVocabulary.Run(result.GetValue(config), result.GetRequiredValue(tools)));
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
