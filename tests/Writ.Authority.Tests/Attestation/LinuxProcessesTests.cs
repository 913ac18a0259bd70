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
        while (registry.Count > 0)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
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
        while (processes.Executable(child.Id) == before)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.Equal("W2104", Assert.IsType<PeerAttestation.Refused>(registry.Attest(peer)).Reason.Code);
        child.Kill();
    }

    private KernelPeer Pin(int processId) => KernelPeer.Pin(processes, null, processId, processes.OwnUserId, 0)!;

    private static Process Start(string script) =>
        Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
}
