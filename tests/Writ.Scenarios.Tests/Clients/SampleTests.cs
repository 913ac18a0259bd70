using Writ.Testing;

namespace Writ.Scenarios.Tests.Clients;

/// <summary>The sample agents are what a developer copies first, so each is a test.</summary>
public sealed class SampleTests
{
    public static bool NodeIsThere => NodeModules.AreThere;

    [Theory(SkipUnless = nameof(NodeIsThere), Skip = NodeModules.Missing)]
    [InlineData("dotnet")]
    [InlineData("typescript")]
    [InlineData("python")]
    public async Task Sample_ByOneCommand_ListsCallsAndTellsADenial(string name)
    {
        using var folder = new TempFolder();
        var command = folder.Write("writ", $"#!/bin/sh\nexec dotnet {WritProgram.Path} \"$@\"\n");
        File.SetUnixFileMode(command, (UnixFileMode)0b111_101_101);
        var start = WritProgram.Info(Repository.At("examples/clients/run"), folder.At("home"), [name]);
        start.Environment["WRIT_BIN"] = command;
        start.Environment["WRIT_NO_BUILD"] = "1";
        start.Environment["TMPDIR"] = folder.Path;

        var sample = await WritProgram.EndAsync(start);

        Assert.True(sample.ExitCode == 0, sample.ToString());
        Assert.Equal(
            [
                "tools: list_directory, read_text_file",
                "read: Case 42",
                "denied: the case belongs to another customer than the one this task is about (W3107, support/own-customer)",
                "fix: read only below customers/ followed by the customer of this task",
                "done",
            ],
            sample.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => l.StartsWith("read: Case 42", StringComparison.Ordinal) ? "read: Case 42" : l));

        // It leaves nothing behind.
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path, "writ-clients-*"));
    }

    [Fact]
    public async Task Sample_OfNoSuchName_SaysWhichThereAre()
    {
        using var folder = new TempFolder();
        var sample = await WritProgram.EndAsync(WritProgram.Info(Repository.At("examples/clients/run"), folder.At("home"), ["cobol"]));
        Assert.Equal(3, sample.ExitCode);
        Assert.Contains("dotnet|typescript|python", sample.Errors, StringComparison.Ordinal);
    }
}
