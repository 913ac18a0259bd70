using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Writ.Scenarios.Tests.Clients;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Identity;

/// <summary>Another process in the place of one that was attested: by its id, used again, or by its connection, handed on. With real processes and the real kernel.</summary>
public sealed class PidReuseTests : IAsyncLifetime
{
    private const string LastPid = "/proc/sys/kernel/ns_last_pid";

    // Known, and without a task: what an instance is told that has none. A stranger is told W2101, and whoever uses a dead process's connection W2103.
    private const string IsAnInstance = "W2317";
    private const string IsNobody = "W2101";
    private const string HasEnded = "W2103";
    private static readonly string Script = Repository.At("tests/node/passing.mjs");

    private readonly Installation writ = new();
    private WritServer? server;
    private string node = "";

    public static bool CanBeTried => NodeModules.AreThere && Environment.IsPrivilegedProcess && File.Exists(LastPid);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        node = (await WritProgram.EndAsync(WritProgram.Info("node", writ.Home, ["-p", "fs.realpathSync(process.execPath)"]))).Output.Trim();
        writ.Write("writ.yaml", writ.Main + $"""
            workloads:
              - id: agent/worker
                selectors: ["unix:uid:0", "unix:path:{node}"]

            """);
        server = await writ.UpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        writ.Dispose();
    }

    [Fact(SkipUnless = nameof(CanBeTried), Skip = "this needs node, root and a kernel that lets root choose the next pid")]
    public async Task PidReuse_ConnectionOfADeadProcessWhoseIdIsUsedAgain_IsRefused()
    {
        var go = writ.World + "/go";
        using var first = Process.Start(Node("inherit", go))!;
        var attested = await LineAsync(first);
        Assert.Equal((IsAnInstance, first.Id), (Text(attested, "code"), attested.GetProperty("pid").GetInt32()));
        await first.WaitForExitAsync(Cancelled);
        Assert.True((await LineAsync(first)).GetProperty("waiting").GetBoolean());

        // The very same program gets the very same id, under the same uid.
        using var second = Process.Start(new ProcessStartInfo("bash", ["-c", ReuseThenRun, "reuse", first.Id.ToString(CultureInfo.InvariantCulture), node, Script, "hold", writ.AgentSocket, go])
        {
            UseShellExecute = false, RedirectStandardOutput = true,
        })!;
        var reused = await LineAsync(second);
        Assert.Equal((first.Id, IsAnInstance), (reused.GetProperty("pid").GetInt32(), Text(reused, "code")));

        // It holds the id, and the connection of before is not its connection: nobody speaks by it any more.
        Assert.False(second.HasExited);
        await File.WriteAllTextAsync(go, "", Cancelled);
        Assert.Equal(HasEnded, Text(await LineAsync(first), "code"));
        await second.WaitForExitAsync(Cancelled);

        // And the newcomer is an instance of its own.
        var instances = (await writ.LedgerAsync()).Where(static l => l["kind"] == "instance.attested").Select(static l => l["what"].Split(' ')[0]).ToList();
        Assert.Equal(2, instances.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(2, instances.Count);
    }

    [Fact(SkipUnless = nameof(CanBeTried), Skip = "this needs node and root")]
    public async Task PassedDescriptor_InAnotherProcess_SpeaksAsTheKernelsPeerAndGivesTheHolderNothingOfItsOwn()
    {
        // The other process runs a copy of the program, which no entry describes.
        var other = writ.World + "/other-node";
        File.Copy(node, other);
        File.SetUnixFileMode(other, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var start = Node("pass", writ.World + "/go");
        start.Environment["OTHER_NODE"] = other;
        using var first = Process.Start(start)!;
        Assert.Equal(IsAnInstance, Text(await LineAsync(first), "code"));
        var passed = await LineAsync(first);
        Assert.NotEqual(first.Id, passed.GetProperty("pid").GetInt32());

        // Over the connection it is whoever opened it, which lives and handed it on; on its own it is below a workload whose entry does not speak of it.
        Assert.Equal((IsAnInstance, "W2123"), (Text(passed, "code"), Text(passed, "own")));
        await first.WaitForExitAsync(Cancelled);
        Assert.Single(await writ.LedgerAsync(), static l => l["kind"] == "instance.attested");

        using var alone = Process.Start(Start(other, "stay", writ.World + "/go"))!;
        Assert.Equal(IsNobody, Text(await LineAsync(alone), "code"));
        await alone.WaitForExitAsync(Cancelled);
    }

    // Sets the id before, forks, and becomes the program if it is the one; others may fork in between, so it is tried again.
    private static string ReuseThenRun =>
        """
        wanted=$1; shift
        for try in $(seq 1 5000); do
          echo $((wanted - 1)) > /proc/sys/kernel/ns_last_pid
          ( [ "$BASHPID" = "$wanted" ] && exec "$@" ) & got=$!
          wait $got; [ "$got" = "$wanted" ] && exit 0
        done
        exit 9
        """;

    private static string Text(JsonElement seen, string name) => seen.GetProperty(name).GetString() ?? "";

    private static async Task<JsonElement> LineAsync(Process process) =>
        JsonDocument.Parse(await process.StandardOutput.ReadLineAsync(Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(120), Cancelled) ?? "null").RootElement.Clone();

    private ProcessStartInfo Node(string mode, string go) => Start(node, mode, go);

    private ProcessStartInfo Start(string program, string mode, string go) => new(program, [Script, mode, writ.AgentSocket, go]) { UseShellExecute = false, RedirectStandardOutput = true };
}
