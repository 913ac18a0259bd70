using System.Diagnostics;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Surroundings;

/// <summary>The disk of the data folder is full: nothing is done that cannot be recorded, and all goes on once there is room.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task Disk_ThatIsFull_DeniesCallsUntilThereIsRoom()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can mount a file system of a small size");
        using var writ = new Installation();
        var data = Path.Combine(writ.Home, "data");
        Directory.CreateDirectory(writ.Home, (UnixFileMode)0b111_001_001);
        Directory.CreateDirectory(data);
        Assert.SkipUnless((await RunAsync("mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "none", data)).ExitCode == 0, "this system does not let root mount a tmpfs");
        try
        {
            await using var server = await writ.UpAsync();
            await using var agent = await writ.AgentAsync();
            var session = await agent.SessionAsync();
            Assert.True((await agent.CallAsync(session, "note", "before")).Succeeded);

            var filler = Path.Combine(data, "filler");
            Fill(filler);
            var (refused, acted) = (0, 0);
            for (var n = 0; n < 2000 && refused < 20; n++)
            {
                var answer = await agent.CallAsync(session, "note", $"full {n}");
                acted += answer.Succeeded ? 1 : 0;
                refused += answer.Succeeded ? 0 : 1;
                Assert.True(answer.Succeeded || answer.Code.StartsWith("W5", StringComparison.Ordinal), answer.ToString());
            }

            Assert.Equal(20, refused);
            Assert.Equal(1 + acted, writ.Did().Length);

            File.Delete(filler);
            var after = await agent.CallAsync(session, "note", "after");
            for (var n = 0; n < 5 && !after.Succeeded; n++)
            {
                // The first commits answer for the evidence that was lost meanwhile.
                after = await agent.CallAsync(session, "note", "after");
            }

            Assert.True(after.Succeeded, after.ToString());
            Assert.Equal(0, await agent.EndAsync());
            Assert.Equal(0, await server.StopAsync());
            Assert.Equal(0, (await writ.WritAsync("ledger", "verify")).ExitCode);

            // Every effect has its decision.
            var allowed = (await writ.LedgerAsync()).Count(static line => line["what"] == "probe/note" && line["verdict"] == "allow");
            Assert.Equal(writ.Did().Length, allowed);
        }
        finally
        {
            await RunAsync("umount", "--lazy", data);
        }
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // That is what was wanted.
        }
    }

    private static Task<CliResult> RunAsync(string program, params string[] arguments) =>
        WritProgram.EndAsync(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false });
}
