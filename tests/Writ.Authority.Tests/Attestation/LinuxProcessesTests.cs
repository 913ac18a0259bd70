using System.Diagnostics;
using System.Security.Cryptography;
using Writ.Authority.Attestation;
using Writ.Authority.Attestation.Kernel;
using Writ.Domain;

namespace Writ.Authority.Tests.Attestation;

/// <summary>Against the real kernel and real processes.</summary>
public sealed class LinuxProcessesTests : IDisposable
{
    private readonly LinuxProcesses processes = new();

    public void Dispose() => processes.Dispose();

    [Fact]
    public void Find_OwnProcess_KnowsParentStartAndProgram()
    {
        var own = processes.Find(Environment.ProcessId);
        Assert.NotNull(own);
        Assert.True(own.Value.StartTicks > 0);
        Assert.NotNull(processes.Find(own.Value.ParentId));
        Assert.Null(processes.Find(0));
        Assert.Null(processes.Find(int.MaxValue));
        Assert.Null(processes.Open(int.MaxValue));
        Assert.NotEmpty(processes.Boot);

        using var file = File.OpenRead(Environment.ProcessPath!);
        Assert.Equal(new Digest256(SHA256.HashData(file)), processes.HashExecutable(Environment.ProcessId));
        Assert.Equal(processes.HashExecutable(Environment.ProcessId), processes.HashExecutable(Environment.ProcessId));
        Assert.NotNull(processes.Executable(Environment.ProcessId));
    }

    [Fact]
    public void Details_OwnProcess_AreWhatTheSystemSays()
    {
        var own = Environment.ProcessId;
        var credentials = processes.Credentials(own)!;
        Assert.Equal(processes.OwnUserId, credentials.UserId);
        Assert.Equal(Environment.UserName, processes.UserName(credentials.UserId));
        Assert.NotNull(processes.GroupName(0));
        Assert.Equal("", processes.UserName(4_000_000_123));
        Assert.Equal(new FileInfo("/proc/self/exe").LinkTarget, processes.ExecutablePath(own));
        Assert.Equal(File.ReadAllText("/proc/self/cmdline").TrimEnd('\0').Split('\0'), processes.CommandLine(own));
        Assert.StartsWith("/", processes.ControlGroup(own), StringComparison.Ordinal);
        Assert.Null(processes.Credentials(int.MaxValue));
        Assert.Null(processes.ExecutablePath(int.MaxValue));
        Assert.Null(processes.ControlGroup(int.MaxValue));
        Assert.Empty(processes.CommandLine(int.MaxValue));
        Assert.True(processes.HashScript(int.MaxValue).IsDefault);
    }

    [Fact]
    public async Task HashScript_OfAnInterpreter_IsThatOfTheFileThatItNames()
    {
        using var folder = new Testing.TempFolder();
        folder.Write("agent.sh", "read line\n");
        folder.Write("empty", "");
        using var child = Process.Start(new ProcessStartInfo("/bin/sh", ["-e", "agent.sh"]) { UseShellExecute = false, RedirectStandardInput = true, WorkingDirectory = folder.Path })!;
        Assert.Equal(Digest256.Sha256("read line\n"u8), processes.HashScript(child.Id));
        child.Kill();

        // A pipe in the place of the script would make whoever opens it wait.
        await Process.Start("mkfifo", folder.At("pipe")).WaitForExitAsync(TestContext.Current.CancellationToken);
        using var piped = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "read line", "pipe"]) { UseShellExecute = false, RedirectStandardInput = true, WorkingDirectory = folder.Path })!;
        Assert.True(processes.HashScript(piped.Id).IsDefault);
        piped.Kill();
    }

    [Fact]
    public void Executable_RunUnderANameThatIsAnotherFileNow_HasNoPath()
    {
        using var folder = new Testing.TempFolder();
        var program = folder.At("program");
        File.Copy("/bin/sleep", program);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var child = Process.Start(program, "600");
        Assert.Equal(program, processes.ExecutablePath(child.Id));
        var digest = processes.HashExecutable(child.Id);
        Assert.Equal(Digest256.Sha256(File.ReadAllBytes("/bin/sleep")), digest);

        // Somebody puts another program in its place: the process does not become that one by it.
        File.Move(program, folder.At("moved"));
        File.Copy("/bin/cat", program);
        Assert.NotEqual(program, processes.ExecutablePath(child.Id));
        Assert.Equal(digest, processes.HashExecutable(child.Id));
        child.Kill();
    }

    [Fact]
    public void Hash_FileThatIsTooLargeOrNone_IsNothing()
    {
        using var folder = new Testing.TempFolder();
        var digests = new FileDigests(TimeProvider.System);
        folder.Write("file", "a");
        Assert.Equal(Digest256.Sha256("a"u8), Of("file"));
        folder.Write("file", "b");
        Assert.Equal(Digest256.Sha256("b"u8), Of("file"));
        using (var large = File.Create(folder.At("large")))
        {
            large.SetLength(FileDigests.MaxLength + 1);
        }

        Assert.True(Of("large").IsDefault);

        Digest256 Of(string name)
        {
            using var file = File.OpenHandle(folder.At(name));
            return digests.Of(file);
        }
    }

    [Fact]
    public async Task Exit_ChildEnds_IsSeenByEveryHandle()
    {
        using var child = Start("exec sleep 600");
        using var first = processes.Open(child.Id)!;
        using var second = processes.Open(child.Id)!;
        Assert.False(first.HasExited);
        var exits = Task.WhenAll(first.Exit, second.Exit);
        Assert.False(exits.IsCompleted);
        child.Kill();
        await exits.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.True(first.HasExited);
    }

    [Fact]
    public async Task Exit_HandleDisposed_IsCancelled()
    {
        using var child = Start("exec sleep 600");
        var handle = processes.Open(child.Id)!;
        var exit = handle.Exit;
        handle.Dispose();
        handle.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => exit);
        Assert.True(handle.HasExited);
        child.Kill();
    }

    [Fact]
    public async Task Attest_RealTree_KnowsGrandchildrenAndForgetsTheDead()
    {
        using var world = new World();
        using var registry = world.Registry(processes);
        using var root = Start("sh -c 'sleep 600 & echo $!; wait' & wait");
        var grandchild = int.Parse((await root.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
        using var launcher = Pin(root.Id);
        using var prepared = registry.Prepare(world.Release.TrustDomain, Slug.Parse("support-agent"), launcher, null, out _);
        await world.Tasks.OpenAsync(world.Opening(prepared!.Instance) with { InstanceIsNew = true }, TestContext.Current.CancellationToken);
        registry.Adopt(prepared);

        using var member = Pin(grandchild);
        Assert.False(Assert.IsType<PeerAttestation.Known>(registry.Attest(member)).IsRoot);
        using var stranger = Pin(Environment.ProcessId);
        Assert.Equal("W2101", Assert.IsType<PeerAttestation.Stranger>(registry.Attest(stranger)).Reason.Code);

        using var watched = processes.Open(grandchild)!;
        root.Kill(entireProcessTree: true);
        await watched.Exit.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal("W2103", Assert.IsType<PeerAttestation.Refused>(registry.Attest(member)).Reason.Code);
        await root.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (registry.Count > 0)
        {
            await Task.Delay(5, limit.Token);
        }
    }

    [Fact]
    public async Task Attest_RealProcessExecsAnotherProgram_IsRefused()
    {
        using var world = new World();
        using var registry = world.Registry(processes);
        using var child = Start("echo ready; read line; exec sleep 600");
        await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        using var peer = Pin(child.Id);
        Assert.Equal("W2101", Assert.IsType<PeerAttestation.Stranger>(registry.Attest(peer)).Reason.Code);
        var before = processes.Executable(child.Id);
        await child.StandardInput.WriteLineAsync("go");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (processes.Executable(child.Id) == before)
        {
            await Task.Delay(5, limit.Token);
        }

        Assert.Equal("W2104", Assert.IsType<PeerAttestation.Refused>(registry.Attest(peer)).Reason.Code);
        child.Kill();
    }

    private KernelPeer Pin(int processId) => KernelPeer.Pin(processes, null, processId, processes.OwnUserId, 0)!;

    private static Process Start(string script) =>
        Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
}
