using Writ.Testing;

namespace Writ.Scenarios.Tests.Clients;

/// <summary>The demo is what a newcomer sees first, so it is a test.</summary>
public sealed class DemoTests
{
    public static bool NodeIsThere => NodeModules.AreThere;

    [Fact(SkipUnless = nameof(NodeIsThere), Skip = NodeModules.Missing)]
    public async Task Demo_InAPipe_HoldsEveryExpectationInPlainText()
    {
        using var folder = new TempFolder();
        var command = folder.Write("writ", $"#!/bin/sh\nexport WRIT_BIN=\"$0\"\nexec dotnet {WritProgram.Path} \"$@\"\n");
        File.SetUnixFileMode(command, (UnixFileMode)0b111_101_101);
        var start = WritProgram.Info(Repository.At("examples/support-desk/demo"), folder.At("home"), []);
        start.Environment["WRIT_BIN"] = command;
        start.Environment["TMPDIR"] = folder.Path;

        var demo = await WritProgram.EndAsync(start);

        Assert.True(demo.ExitCode == 0, demo.ToString());
        Assert.Contains(" 0 did not", demo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', demo.Output);
        Assert.DoesNotContain("NOT", demo.Output, StringComparison.Ordinal);

        // It leaves nothing behind.
        Assert.Empty(Directory.EnumerateDirectories(folder.Path, "writ-demo-*"));
    }
}
