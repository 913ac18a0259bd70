using Writ.Cedar.Authorization;
using Writ.Cedar.Validation;

namespace Writ.Cli;

/// <summary>`writ policy check`: reads files of policies and, with a schema, validates them.</summary>
internal static class PolicyChecking
{
    public static int Run(IReadOnlyList<string> paths, string? schemaFile, ValidationOptions options)
    {
        var files = PolicyFiles.Find(paths);
        var policies = PolicyFiles.Policies(files);
        var size = $"{PolicyFiles.Amount(policies.Policies.Length, "policy", "policies")}{(policies.Templates.IsEmpty ? "" : $" and {PolicyFiles.Amount(policies.Templates.Length, "template", "templates")}")} in {PolicyFiles.Amount(files.Count, "file", "files")}";
        if (schemaFile is null)
        {
            Screen.Line($"{size}: no mistakes; without `--schema` only the syntax was checked");
            return ExitCode.Ok;
        }

        var result = PolicyValidator.Validate(policies, PolicyFiles.Schema(schemaFile), options);
        foreach (var warning in result.Warnings) Show("warning", warning, policies);
        foreach (var error in result.Errors) Show("W1046", error, policies);
        if (!result.Passed)
        {
            throw new CliException(ExitCode.Invalid, "W1046", $"the policies do not keep to the schema: {PolicyFiles.Amount(result.Errors.Length, "mistake", "mistakes")} in {size}", "correct what is listed above");
        }

        Screen.Line($"{size}: no mistakes{(result.Warnings.IsEmpty ? "" : $", {PolicyFiles.Amount(result.Warnings.Length, "warning", "warnings")}")}");
        return ExitCode.Ok;
    }

    private static void Show(string code, ValidationFinding finding, PolicySet policies)
    {
        var name = policies.TryFind(finding.PolicyId, out var policy) ? PolicyName.Of(policy) : finding.PolicyId;
        Screen.Note($"{finding.Position}: {code}: {name}: {finding.Message}");
        if (finding.Hint is not null) Screen.Note($"  fix: {finding.Hint}");
    }
}
