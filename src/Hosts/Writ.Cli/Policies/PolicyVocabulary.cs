using System.Text;
using Writ.Decisions;
using Writ.Domain;

namespace Writ.Cli;

/// <summary>`writ policy schema`: writes the whole policy vocabulary of a release, with the tools of its servers.</summary>
internal static class PolicyVocabulary
{
    public static int Run(string? config, IReadOnlyList<string> toolFiles)
    {
        if (ReleaseVerb.Read(ReleaseVerb.Folder(config), out var problems) is not { } release)
        {
            ReleaseVerb.Show(problems);
            return ExitCode.Invalid;
        }

        var fixedPart = InputFile.Text(Path.Combine(AppContext.BaseDirectory, "policies", "writ.cedarschema"));
        var tools = toolFiles.Select(pair => Tools(pair, release)).ToList();
        if (tools.GroupBy(static t => t.Server).FirstOrDefault(static g => g.Count() > 1) is { } twice)
        {
            throw new CliException(ExitCode.Invalid, UsageError.Code, $"the tools of `{twice.Key}` are given twice", "give each server once, with all pages of its list in one file");
        }

        var vocabulary = VocabularySchema.Compose(fixedPart, release.Intents.Values, release.Catalogue.Values, tools, out var findings)
            ?? throw new CliException(ExitCode.Invalid, "W1050", "the parts of the vocabulary do not fit together", "correct what is listed above", [.. findings.Select(static f => f.ToString())]);
        foreach (var finding in findings) Screen.Note($"warning: {finding}");
        Write(vocabulary.Text);
        return ExitCode.Ok;
    }

    /// <summary>Writes the tools of one gateway target as AgentCore and the public generator for MCP name them.</summary>
    public static int Export(string stubFile, IReadOnlyList<string> toolFiles)
    {
        var equals = toolFiles is [var pair] ? pair.IndexOf('=', StringComparison.Ordinal) : -1;
        if (equals < 1)
        {
            throw new CliException(ExitCode.Invalid, UsageError.Code, "an export is of the tools of one target", "give `--tools TARGET=FILE` once");
        }

        var (target, file) = (toolFiles[0][..equals], toolFiles[0][(equals + 1)..]);
        var schema = McpSchemaExport.Export(InputFile.Text(stubFile), InputFile.Bytes(file), out var findings, McpSchemaOptions.AgentCore(target))
            ?? throw new CliException(ExitCode.Invalid, "W1050", $"`{file}` cannot be exported", "correct what is listed above", [.. findings.Select(static f => f.ToString())]);
        foreach (var finding in findings) Screen.Note($"{file}: {finding}");
        Write(schema.Text);
        return ExitCode.Ok;
    }

    private static void Write(string text)
    {
        using var output = new StreamWriter(StandardStreams.Output(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        output.Write(text);
    }

    private static ToolSchema Tools(string pair, Release release)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1 || !Slug.TryParse(pair[..equals], null, out var server))
        {
            throw new CliException(ExitCode.Invalid, UsageError.Code, $"`{pair}` is not SERVER=FILE", "name the server as in writ.yaml, and the file of its answer to `tools/list`");
        }

        var file = pair[(equals + 1)..];
        var json = InputFile.Bytes(file);
        var tools = ToolSchemaGenerator.Generate(server, json, release.Catalogue, out var findings);
        foreach (var finding in findings.Where(static f => !f.IsRefusal)) Screen.Note($"{file}: {finding}");
        return tools
            ?? throw new CliException(ExitCode.Invalid, "W1050", $"`{file}` is no list of tools that policy could speak of", "correct what is listed above", [.. findings.Where(static f => f.IsRefusal).Select(static f => f.ToString())]);
    }
}
