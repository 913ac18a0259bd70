using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Writ.Cedar.Tests.Differential;

/// <summary>The official Cedar engine, in a Node process of its own; a development-time companion that is never shipped.</summary>
internal sealed class Oracle : IDisposable
{
    private readonly Process _process;

    private Oracle(Process process) => _process = process;

    /// <summary>Starts it, or skips the test where Node or the package is missing.</summary>
    public static Oracle StartOrSkip()
    {
        var folder = Folder();
        Assert.SkipUnless(folder is not null && Directory.Exists(Path.Combine(folder, "node_modules", "@cedar-policy", "cedar-wasm")), "skipped: no node: `npm ci --prefix tests/node` installs the official engine to compare with");
        var start = new ProcessStartInfo("node", [Path.Combine(folder!, "cedar.mjs")]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        try
        {
            return new Oracle(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("skipped: no node: install Node 20 to compare with the official engine");
            throw;
        }
    }

    /// <summary>Its answers to a batch of cases, in order.</summary>
    public string[] Ask(IEnumerable<JsonObject> cases)
    {
        _process.StandardInput.WriteLine(new JsonArray([.. cases]).ToJsonString());
        _process.StandardInput.Flush();
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the oracle ended");
        return JsonSerializer.Deserialize<string[]>(line)!;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10))) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Writ.slnx"))) return Path.Combine(folder.FullName, "tests", "node");
        return null;
    }
}
