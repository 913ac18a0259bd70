using System.Diagnostics;
using Writ.Testing;

namespace Writ.Architecture.Tests.Offences;

/// <summary>A tree outside the repository, with what the repository's build consists of and the few projects that an offence needs.</summary>
internal sealed class TemporaryTree : IDisposable
{
    private static readonly string[] House =
        ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", ".editorconfig", "eng/Arrows.props", "eng/BannedSymbols.txt"];

    private readonly TempFolder folder = new();

    public TemporaryTree()
    {
        foreach (var file in House)
        {
            folder.Write(file, System.IO.File.ReadAllText(Repository.At(file)));
        }

        // Nothing is fetched: what the repository's own build restored is in the cache already.
        folder.Write("nuget.config", "<configuration><packageSources><clear /></packageSources></configuration>");
    }

    /// <summary>Adds a project `Ring/Name` with one public type and references to others given as `Ring/Name`.</summary>
    public TemporaryTree With(string project, params ReadOnlySpan<string> references)
    {
        var name = project.Split('/')[1];
        var items = "";
        foreach (var reference in references)
        {
            items += $"<ProjectReference Include=\"../../{reference}/{reference.Split('/')[1]}.csproj\" />";
        }

        folder.Write($"src/{project}/{name}.csproj", $"<Project Sdk=\"Microsoft.NET.Sdk\"><ItemGroup>{items}</ItemGroup></Project>");
        return File(project, "Something.cs", "namespace Offences;\n\n/// <summary>Something.</summary>\npublic static class Something;\n");
    }

    /// <summary>Adds a file to a project.</summary>
    public TemporaryTree File(string project, string name, string source)
    {
        folder.Write($"src/{project}/{name}", source);
        return this;
    }

    /// <summary>Builds a project; its exit code and what it printed.</summary>
    public async Task<(int ExitCode, string Output)> BuildAsync(string project)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "build", $"src/{project}", "-v:q", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:NuGetAudit=false", "-p:CI=", "-tl:off" },
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A test host that was itself started by a build must not hand its build's settings on.
        foreach (var name in start.Environment.Keys.Where(static k => k.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromMinutes(3));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public void Dispose() => folder.Dispose();
}
