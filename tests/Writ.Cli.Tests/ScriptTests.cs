using System.Text.RegularExpressions;
using Writ.Testing;

namespace Writ.Cli.Tests;

/// <summary>The manual as a test: each script is what a person types, and all that is said.</summary>
public sealed partial class ScriptTests
{
    public static TheoryData<string> Scripts =>
        new(Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "scripts"), "*.txt").Select(static f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Script_TypedAtAPrompt_SaysExactlyThis(string script)
    {
        using var folder = new TempFolder();
        var session = CliScript.Read(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "scripts", script + ".txt"), TestContext.Current.CancellationToken));
        foreach (var (name, text) in session.Files)
        {
            folder.Write("work/" + name, text);
        }

        Directory.CreateDirectory(folder.At("work"));
        var command = folder.Write("bin/writ", $"#!/bin/sh\nexec dotnet {WritProgram.Path} \"$@\"\n");
        File.SetUnixFileMode(command, (UnixFileMode)0b111_101_101);
        WritServer? server = null;
        try
        {
            foreach (var step in session.Steps)
            {
                switch (step.Command)
                {
                    case "up":
                        server = await WritServer.StartAsync(folder.At("home"), folder.At("work"));
                        break;
                    case "down":
                        Assert.Equal(0, await server!.StopAsync());
                        break;
                    default:
                        await TypeAsync(step, folder, server);
                        break;
                }
            }
        }
        finally
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }
    }

    private static async Task TypeAsync(CliStep step, TempFolder folder, WritServer? server)
    {
        var start = WritProgram.Info("/bin/sh", folder.At("home"), ["-c", step.Command]);
        start.WorkingDirectory = folder.At("work");
        start.Environment["PATH"] = $"{folder.At("bin")}:{start.Environment["PATH"]}";
        var result = await WritProgram.EndAsync(start);
        var (output, errors) = (Neutral(result.Output), Neutral(result.Errors));
        Assert.True(
            result.ExitCode == step.ExitCode && CliStep.Matches(step.Output, output) && CliStep.Matches(step.Errors, errors),
            $"$ {step.Command}\n{Marked("> ", output)}{Marked("! ", errors)}= {result.ExitCode}\n{(server is null ? "" : "--- the log\n" + server.Log.Text)}");
        Assert.DoesNotContain('\u001b', result.Output + result.Errors);
        Assert.All(Codes().Matches(errors), static code => Assert.True(File.Exists(Page(code.Value)), $"{code.Value} has no page"));

        string Neutral(string text) => text.Replace(folder.Path, "$FOLDER", StringComparison.Ordinal);
    }

    private static string Page(string code)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Writ.slnx")))
            {
                return Path.Combine(folder, "docs", "errors", code + ".md");
            }
        }

        throw new InvalidOperationException("the tests run outside their checkout");
    }

    [GeneratedRegex(@"\bW[0-9]{4}\b", RegexOptions.None, 1000)]
    private static partial Regex Codes();

    private static string Marked(string mark, string text) => string.Concat(text.Split('\n')[..^1].Select(line => $"{mark}{line}\n"));
}
