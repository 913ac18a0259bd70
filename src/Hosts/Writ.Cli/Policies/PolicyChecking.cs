using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Syntax;
using Writ.Cedar.Validation;

namespace Writ.Cli;

/// <summary>`writ policy check`: reads files of policies and, with a schema, validates them.</summary>
internal static class PolicyChecking
{
    public static int Run(IReadOnlyList<string> paths, string? schemaFile, ValidationOptions options)
    {
        var files = PolicyFiles.Find(paths);
        var sources = PolicyFiles.Sources(files);
        var policies = PolicyFiles.Policies(sources);
        foreach (var source in sources) ShowReordering(source);
        var size = $"{PolicyFiles.Amount(policies.Policies.Length, "policy", "policies")}{(policies.Templates.IsEmpty ? "" : $" and {PolicyFiles.Amount(policies.Templates.Length, "template", "templates")}")} in {PolicyFiles.Amount(files.Count, "file", "files")}";
        if (schemaFile is null)
        {
            Screen.Line($"{size}: no mistakes; without `--schema` only the syntax was checked");
            return ExitCode.Ok;
        }

        var schema = PolicyFiles.Schema(schemaFile, out var document);
        foreach (var odd in SchemaLint.Check(document)) Screen.Note($"{(odd.Position.Line > 0 ? (odd.Position with { File = schemaFile }).ToString() : $"{schemaFile}: {odd.Path}")}: warning: {odd.Message}");
        var result = PolicyValidator.Validate(policies, schema, options);
        foreach (var warning in result.Warnings) Show("warning", warning, policies);
        foreach (var error in result.Errors) Show("W1046", error, policies);
        if (!result.Passed)
        {
            throw new CliException(ExitCode.Invalid, "W1046", $"the policies do not keep to the schema: {PolicyFiles.Amount(result.Errors.Length, "mistake", "mistakes")} in {size}", "correct what is listed above");
        }

        Screen.Line($"{size}: no mistakes{(result.Warnings.IsEmpty ? "" : $", {PolicyFiles.Amount(result.Warnings.Length, "warning", "warnings")}")}");
        return ExitCode.Ok;
    }

    // The validator sees strings and names. In a comment such a character can make one line look like another all the same.
    private static void ShowReordering(PolicySource source)
    {
        var at = VisibleText.IndexOfReordering(source.Text);
        if (at < 0) return;
        var before = source.Text.AsSpan(0, at);
        Screen.Note($"{source.File}:{before.Count('\n') + 1}:{at - before.LastIndexOf('\n')}: warning: found U+{(int)source.Text[at]:X4}, which reorders the text around it: what is read here is not what is decided");
    }

    private static void Show(string code, ValidationFinding finding, PolicySet policies)
    {
        var name = policies.TryFind(finding.PolicyId, out var policy) ? PolicyName.Of(policy) : finding.PolicyId;
        Screen.Note($"{finding.Position}: {code}: {name}: {finding.Message}");
        if (finding.Hint is not null) Screen.Note($"  fix: {finding.Hint}");
    }
}
